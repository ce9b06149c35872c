import type { Fact, FactBar } from '#lib/base/fact.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';

/** Most bars in a row that an eye can still tell apart. */
const MOST_BARS = 20;

/** Time left of a span that ends at `dueMicros`: "Cooldown left 3.2 / 10 s". */
export function timeLeft(
  key: string,
  label: string,
  nowMicros: number,
  dueMicros: number,
  spanMicros: number,
): Fact {
  const value = Math.min(spanMicros, Math.max(0, dueMicros - nowMicros)) / MICROS_PER_S;
  return { key, label, value, unit: 's', of: spanMicros / MICROS_PER_S };
}

/** What a refusal tells the caller, where it knows: in how many ms it makes sense to come back. */
export function saidToCallers(milliseconds: number): Fact {
  return { key: 'says', label: 'Refusals say', value: `retry in ${milliseconds / 1_000} s` };
}

/** Failures in a row and the threshold at which it opens, with the last outcomes. */
export function failuresInARow(value: number, threshold: number, ring: Fact['ring']): Fact {
  return { key: 'failures', label: 'Failures in a row', value, of: threshold, line: threshold, ring };
}

export function refusedSoFar(value: number): Fact {
  return { key: 'refused', label: 'Refused so far', value };
}

/** A percentage with the line at which something happens. */
export function rate(key: string, label: string, percent: number, thresholdPercent: number): Fact {
  return { key, label, value: percent, unit: '%', of: 100, line: thresholdPercent };
}

/** What one bucket of a window holds. */
export interface BucketTally {
  readonly total: number;
  readonly failed: number;
}

/**
 * A window's buckets as bars, oldest first, each labelled with how far back it is; neighbours are added up where there are too many.
 * `tally(0)` is the newest.
 */
export function windowBars(
  buckets: number,
  bucketSeconds: number,
  tally: (back: number) => BucketTally,
): readonly FactBar[] {
  const each = Math.ceil(buckets / MOST_BARS);
  const bars: FactBar[] = [];
  for (let first = 0; first < buckets; first += each) {
    let value = 0;
    let bad = 0;
    for (let back = first; back < Math.min(first + each, buckets); back++) {
      const { total, failed } = tally(back);
      value += total;
      bad += failed;
    }
    bars.unshift({ label: first === 0 ? 'now' : `−${ago(first * bucketSeconds)} s`, value, bad });
  }
  return bars;
}

function ago(seconds: number): string {
  return String(Math.round(seconds * 100) / 100);
}
