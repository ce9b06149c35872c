import type { FactBar } from '#lib/base/fact.ts';
import { short } from '#lib/ui/numbers.ts';

/** A page of rows is still looked through; more are counted. */
const MOST_BARS = 32;

/** One bar, in shares of the full length. */
export interface BarRow {
  readonly label: string;
  readonly filled: number;
  /** The part of it that is in trouble, from its beginning; never more than `filled`. */
  readonly bad: number;
  readonly text: string;
  readonly badText: string;
  readonly note: string;
}

/** Rows to the same scale unless they bring their own, and how many were left out. */
export function barRows(bars: readonly FactBar[]): {
  readonly rows: readonly BarRow[];
  readonly more: number;
} {
  const longest = Math.max(0, ...bars.map(({ value }) => value));
  const rows = bars.slice(0, MOST_BARS).map(({ label, value, of = longest, bad = 0, note = '' }) => {
    const filled = share(value, of);
    return {
      ...{ label, note, filled, bad: Math.min(filled, share(bad, of)) },
      ...{ text: short(value), badText: bad > 0 ? short(bad) : '' },
    };
  });
  return { rows, more: bars.length - rows.length };
}

function share(value: number, of: number): number {
  return of > 0 ? Math.min(1, Math.max(0, value / of)) : 0;
}
