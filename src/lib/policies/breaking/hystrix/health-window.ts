import type { Build } from '#lib/engine/build.ts';
import type { BucketTally } from '#lib/policies/breaking/breaker-facts.ts';

/**
 * Hystrix's HealthCountsStream: results are gathered in a bucket that nobody looks into until its end; the health that is
 * judged then is the sum of the last whole buckets.
 */
export class HealthWindow {
  /** [errors, total] of each whole bucket, in a ring. */
  private readonly ring: Int32Array;
  private readonly sums: Int32Array;

  constructor(
    build: Build<unknown>,
    readonly buckets: number,
  ) {
    this.ring = build.i32(buckets * 2);
    this.sums = build.i32(5);
  }

  count(isError: boolean): void {
    if (isError) this.sums[NEW_ERRORS]++;
    this.sums[NEW_TOTAL]++;
  }

  /** The bucket is full of time: it joins the window, and the oldest leaves it. */
  roll(): void {
    const { ring, sums } = this;
    const at = sums[OLDEST] * 2;
    sums[ERRORS] += sums[NEW_ERRORS] - ring[at];
    sums[TOTAL] += sums[NEW_TOTAL] - ring[at + 1];
    ring[at] = sums[NEW_ERRORS];
    ring[at + 1] = sums[NEW_TOTAL];
    sums[NEW_ERRORS] = sums[NEW_TOTAL] = 0;
    sums[OLDEST] = sums[OLDEST] + 1 === this.buckets ? 0 : sums[OLDEST] + 1;
  }

  clear(): void {
    this.ring.fill(0);
    this.sums.fill(0);
  }

  get total(): number {
    return this.sums[TOTAL];
  }

  /** A whole percent, cut off as Java's cast to int does: 2 errors of 3 are 66. */
  get errorPercentage(): number {
    const total = this.sums[TOTAL];
    return total === 0 ? 0 : Math.trunc((this.sums[ERRORS] / total) * 100);
  }

  /** Of the bucket so many buckets ago; 0 is the one that fills. Cold. */
  tally(back: number): BucketTally {
    const { ring, sums, buckets } = this;
    if (back === 0) return { total: sums[NEW_TOTAL], failed: sums[NEW_ERRORS] };
    const at = ((sums[OLDEST] - back + buckets) % buckets) * 2;
    return { total: ring[at + 1], failed: ring[at] };
  }
}

const ERRORS = 0;
const TOTAL = 1;
const NEW_ERRORS = 2;
const NEW_TOTAL = 3;
const OLDEST = 4;
