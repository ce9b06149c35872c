/** How calls are split between zones: the caller's zone is the first. */
export interface Split {
  /** In ten-thousandths of the calls: those that stay in the caller's zone; the whole when it has hosts enough. */
  readonly local: number;
  /** By zone, summed up: hosts to spare, in ten-thousandths. */
  readonly residual: readonly number[];
}

export const WHOLE = 10_000;

/**
 * Envoy's zone-aware split (`ZoneAwareLoadBalancerBase`), in whole ten-thousandths as there. With callers 40 %, 40 %, 20 % and
 * hosts 25 %, 50 %, 25 % in the three zones: 62.5 % stay, and of the rest two thirds go to the second, one to the third.
 */
export function splitOf(callers: readonly number[], hosts: readonly number[]): Split {
  const local = sharesOf(callers);
  const upstream = sharesOf(hosts);
  if (upstream[0] >= local[0]) return { local: WHOLE, residual: upstream.map(() => 0) };
  const residual = [0];
  for (let zone = 1; zone < upstream.length; zone++) {
    residual.push(residual[zone - 1] + Math.max(0, upstream[zone] - local[zone]));
  }
  return { local: Math.floor((upstream[0] * WHOLE) / local[0]), residual };
}

/** In whose share a drawn number lies; with residuals 0, 1,000, 1,500 numbers below 1,000 are the second zone's. */
export function zoneAt(residual: ArrayLike<number>, threshold: number): number {
  let zone = 0;
  while (residual[zone] <= threshold) zone++;
  return zone;
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : Math.floor((WHOLE * count) / total)));
}
