import { assert } from '#lib/base/assert.ts';
import { float, HIGH, LOW, words } from '#lib/engine/random/bits.ts';

/** Entries of a histogram's two storage columns, for those who give it arena views. */
export const HISTOGRAM_BUCKETS = 36 * 128 + 2;
export const HISTOGRAM_TOTALS = 2;

/**
 * A log-linear histogram of durations in microseconds, with 128 equal buckets an octave from 1 to 2^36 (19 hours).
 * The bucket is read from the IEEE-754 bits: exponent and first 7 bits of the fraction. A bucket's middle is
 * within 1/256 (0.4 %) of all its values. Below 1 us is bucket 0, at 2^36 and above the last.
 */
export class Histogram {
  /** Storage is zero at first: counts (below 2^31 each) and the totals, count and sum. */
  constructor(
    private readonly counts: Int32Array = new Int32Array(HISTOGRAM_BUCKETS),
    private readonly totals: Float64Array = new Float64Array(HISTOGRAM_TOTALS),
  ) {
    assert(counts.length === HISTOGRAM_BUCKETS, 'a histogram has its buckets');
    assert(totals.length === HISTOGRAM_TOTALS, 'a histogram has its totals');
  }

  record(micros: number): void {
    assert(micros >= 0 && micros < Infinity, 'a duration is finite and not negative');
    float[0] = micros;
    const bucket = (words[HIGH] >> 13) - BEFORE_ONE;
    this.counts[Math.max(0, Math.min(LAST, bucket))]++;
    this.totals[0]++;
    this.totals[1] += micros;
  }

  get count(): number {
    return this.totals[0];
  }

  /** Sum by count in microseconds, exact for whole values while the sum is below 2^53; NaN when empty. */
  get mean(): number {
    return this.totals[1] / this.totals[0];
  }

  /**
   * The value in microseconds at or below which the share q (0 to 1) of the records lies, as the middle of its
   * bucket (0 for bucket 0); NaN when empty.
   */
  quantile(q: number): number {
    assert(q >= 0 && q <= 1, 'a quantile is a share');
    if (this.count === 0) return NaN;
    let left = Math.max(1, Math.ceil(q * this.count));
    for (let bucket = 0; bucket < LAST; bucket++) {
      left -= this.counts[bucket];
      if (left <= 0) return middle(bucket);
    }
    return middle(LAST);
  }

  merge(other: Histogram): void {
    for (let bucket = 0; bucket <= LAST; bucket++) this.counts[bucket] += other.counts[bucket];
    this.totals[0] += other.totals[0];
    this.totals[1] += other.totals[1];
  }

  clear(): void {
    this.counts.fill(0);
    this.totals.fill(0);
  }
}

const LAST = HISTOGRAM_BUCKETS - 1;
const BEFORE_ONE = 1023 * 128 - 1; // what the upper 19 bits of 1.0 are, less 1 as bucket 0 is taken

function middle(bucket: number): number {
  if (bucket === 0) return 0;
  words[LOW] = 0;
  words[HIGH] = ((bucket + BEFORE_ONE) << 13) | (1 << 12);
  return float[0];
}
