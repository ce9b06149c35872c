import { scaleLinear } from 'd3';
import type { RowFigures } from '#lib/metrics/discovery-figures.ts';

/** A histogram from the moment of death on. Across in % of the width, so that any width will do; down in px. */
export interface DistributionPicture {
  readonly bars: readonly { readonly x: number; readonly width: number; readonly y: number }[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly measuredMean: number;
  readonly derived: { readonly mean: number; readonly min: number; readonly max: number };
}

const TICKS = 4;

/** The bars stand on `height` and the tallest reaches 0. */
export function distributionPicture(row: RowFigures, height: number): DistributionPicture {
  const { bins, binsTo, expected, mean } = row;
  // Nothing at all is still drawn on an axis that has a length.
  const x = scaleLinear([0, Math.max(binsTo, expected.max) || 1], [0, 100]).nice(TICKS);
  const y = scaleLinear([0, Math.max(1, ...bins)], [height, 0]);
  const width = x(binsTo / bins.length);
  const ticks = x.ticks(TICKS);
  return {
    bars: bins.flatMap((count, i) =>
      count === 0 ? [] : [{ x: round(i * width), width: round(width), y: round(y(count)) }],
    ),
    ticks: ticks.map((at, i) => ({ x: round(x(at)), label: i === ticks.length - 1 ? `${at} s` : `${at}` })),
    measuredMean: round(x(mean)),
    derived: { mean: round(x(expected.mean)), min: round(x(expected.min)), max: round(x(expected.max)) },
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
