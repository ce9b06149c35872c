import { area, scaleLinear, stack } from 'd3';
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

/** Stacked areas, one path a family that occurs at all. */
export function areas(points: readonly RatePoint[], x: (micros: number) => number, height: number): Areas {
  const top = Math.max(0, ...points.map((point) => STACKED.reduce((sum, family) => sum + point[family], 0)));
  const y = scaleLinear([0, top || 1], [height, 0]).nice(3);
  const draw = area<[number, number]>()
    .x((_, i) => round(x(points[i].atMicros)))
    .y0(([low]) => round(y(low)))
    .y1(([, high]) => round(y(high)));
  const layers = stack<RatePoint, Family>()
    .keys(STACKED)
    .value((point, family) => point[family])([...points]);
  return {
    paths: layers
      .filter((layer) => points.some((point) => point[layer.key] > 0))
      .map((layer) => ({ family: layer.key, d: draw(layer.map(([low, high]) => [low, high])) ?? '' })),
    max: y.domain()[1],
  };
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
