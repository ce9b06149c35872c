import { scaleSymlog } from 'd3';
import type { RowFigures } from '#lib/metrics/discovery-figures.ts';

/** All rows on one axis, which is linear near 0 s and logarithmic from some seconds on. In % of the width. */
export interface SpansPicture {
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly spans: readonly Span[];
}

export interface Span {
  readonly row: RowFigures;
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  readonly derived: { readonly min: number; readonly max: number };
}

const TICKS_S = [0, 1, 3, 10, 30, 60, 120, 300, 600, 1_200, 3_600];

/** One span a row, from who knows soonest. */
export function spansPicture(rows: readonly RowFigures[]): SpansPicture {
  const top = Math.max(10, ...rows.map(({ most, expected }) => Math.max(most, expected.max)));
  const x = scaleSymlog([0, top], [0, 100]).constant(1);
  const at = (seconds: number) => Math.round(x(seconds) * 100) / 100;
  return {
    ticks: TICKS_S.filter((seconds) => seconds <= top).map((seconds) => ({
      x: at(seconds),
      label: seconds >= 60 ? `${seconds / 60} min` : `${seconds} s`,
    })),
    spans: [...rows]
      .sort((a, b) => a.mean - b.mean)
      .map((row) => ({
        row,
        least: at(row.least),
        most: at(row.most),
        mean: at(row.mean),
        derived: { min: at(row.expected.min), max: at(row.expected.max) },
      })),
  };
}
