/**
 * Mean and half-width of its 99 % confidence interval, from batch means taken as independent and normal
 * (method of batch means: Law and Kelton, "Simulation Modeling and Analysis", section 9.5.3).
 */
export function interval(batches: readonly number[]): { mean: number; half: number } {
  const n = batches.length;
  const mean = batches.reduce((sum, each) => sum + each, 0) / n;
  const variance = batches.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / (n - 1);
  const quantile = T995[n - 1];
  if (quantile === undefined) throw new Error(`no quantile of Student's t for ${n - 1} degrees of freedom`);
  return { mean, half: quantile * Math.sqrt(variance / n) };
}

/** The 99.5 % quantile of Student's t by degrees of freedom (any table of it). */
const T995: Readonly<Record<number, number>> = { 19: 2.861, 29: 2.756, 39: 2.708 };
