import { scaleLinear } from 'd3';
import type { Family } from '#lib/base/outcomes.ts';

/** Requests a second that ended in each family, in the stretch of time around `atMicros`. */
export type RatePoint = { readonly atMicros: number } & { readonly [family in Family]: number };

/** From the baseline up: what went wrong lies on the baseline, where it can be measured. */
export const STACKED: readonly Family[] = ['failed', 'late', 'refused', 'ok'];

export interface Areas {
  readonly paths: readonly { readonly family: Family; readonly d: string }[];
  /** Top of the scale, in requests a second. */
  readonly max: number;
}

/**
 * Stacked areas, one path a family that occurs at all. Their outlines are straight lines, drawn by hand: the shapes of d3
 * come with all of its curves, and this is on the first screen.
 */
export function areas(points: readonly RatePoint[], x: (micros: number) => number, height: number): Areas {
  const top = Math.max(0, ...points.map((point) => STACKED.reduce((sum, family) => sum + point[family], 0)));
  const y = scaleLinear([0, top || 1], [height, 0]).nice(3);
  const xs = points.map(({ atMicros }) => round(x(atMicros)));
  const edge = (heights: readonly number[]) => heights.map((rate, i) => `${xs[i]},${round(y(rate))}`);
  let base = points.map(() => 0);
  const paths = STACKED.flatMap((family) => {
    const [low, high] = [base, base.map((rate, i) => rate + points[i][family])];
    base = high;
    if (!points.some((point) => point[family] > 0)) return [];
    return [{ family, d: `M${[...edge(high), ...edge(low).reverse()].join('L')}Z` }];
  });
  return { paths, max: y.domain()[1] };
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
