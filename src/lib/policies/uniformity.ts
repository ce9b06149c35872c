/** Seeds of claims about distributions, named beforehand: at least 18 of the 20 must bear a claim out. */
export const SEEDS: readonly number[] = Array.from({ length: 20 }, (_, i) => i + 1);
export const MOST_EXCEPTIONS = 2;

/**
 * Whether shares are spread over 0 to 1 as fair draws are: the test of Kolmogorov and Smirnov, which a fair sample fails once in
 * a hundred. Of 1,000 draws it notices when a twentieth is where it does not belong.
 */
export function isUniform(shares: readonly number[]): boolean {
  const sorted = [...shares].sort((a, b) => a - b);
  const count = sorted.length;
  const farthest = sorted.reduce(
    (most, share, i) => Math.max(most, share - i / count, (i + 1) / count - share),
    0,
  );
  return farthest < ONE_IN_A_HUNDRED / Math.sqrt(count);
}

/** The same for whole numbers from 0 on, each below `kinds` equally likely: Pearson's test, which a fair sample fails as rarely. */
export function areEquallyLikely(drawn: readonly number[], kinds: number): boolean {
  const counts = new Float64Array(kinds);
  for (const each of drawn) counts[each]++;
  const expected = drawn.length / kinds;
  const deviation = counts.reduce(
    (sum, count) => sum + ((count - expected) * (count - expected)) / expected,
    0,
  );
  // Wilson and Hilferty: the cube root of such a sum over its degrees of freedom is nearly normal.
  const spread = 2 / (9 * (kinds - 1));
  const root = 1 - spread + NORMAL_ONE_IN_A_HUNDRED * Math.sqrt(spread);
  return drawn.every((each) => each >= 0 && each < kinds) && deviation < (kinds - 1) * root * root * root;
}

/** The seeds with which a claim does not hold. */
export function exceptions(holds: (seed: number) => boolean): readonly number[] {
  const found = SEEDS.filter((seed) => !holds(seed));
  return found.length <= MOST_EXCEPTIONS ? [] : found;
}

const ONE_IN_A_HUNDRED = 1.628;
const NORMAL_ONE_IN_A_HUNDRED = 2.326;
