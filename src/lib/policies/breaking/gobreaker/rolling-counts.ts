import type { Build } from '#lib/engine/build.ts';
import type { BucketTally } from '#lib/policies/breaking/breaker-facts.ts';

/**
 * gobreaker's `rollingCounts` (v2/counter.go): totals of a window, and what each of its buckets gave to them. A result
 * is booked in the bucket in which its call began; runs of successes or failures shrink as their oldest part rolls off.
 */
export class RollingCounts {
  private readonly totals: Int32Array;
  /** COLUMNS numbers a bucket, in a ring. */
  private readonly columns: Int32Array;
  private readonly ages: Float64Array;

  constructor(
    build: Build<unknown>,
    readonly buckets: number,
  ) {
    this.totals = build.i32(COLUMNS);
    this.columns = build.i32(COLUMNS * buckets);
    this.ages = build.f64(1);
  }

  /** Which bucket since the last clearing is the current one, from 0. */
  get age(): number {
    return this.ages[0];
  }

  /** Calls started, those still in flight included. */
  get requests(): number {
    return this.totals[REQUESTS];
  }

  /** Calls started and not excluded. */
  get validRequests(): number {
    return this.totals[REQUESTS] - this.totals[EXCLUSIONS];
  }

  get failures(): number {
    return this.totals[FAILURES];
  }

  get consecutiveSuccesses(): number {
    return this.totals[CONSECUTIVE_SUCCESSES];
  }

  get consecutiveFailures(): number {
    return this.totals[CONSECUTIVE_FAILURES];
  }

  onRequest(): void {
    this.add(REQUESTS, this.bucketOf(this.age));
  }

  onSuccess(age: number): void {
    if (this.rolledOff(age)) return;
    const bucket = this.bucketOf(age);
    this.add(SUCCESSES, bucket);
    this.add(CONSECUTIVE_SUCCESSES, bucket);
    this.totals[CONSECUTIVE_FAILURES] = this.columns[bucket + CONSECUTIVE_FAILURES] = 0;
  }

  onFailure(age: number): void {
    if (this.rolledOff(age)) return;
    const bucket = this.bucketOf(age);
    this.add(FAILURES, bucket);
    this.add(CONSECUTIVE_FAILURES, bucket);
    this.totals[CONSECUTIVE_SUCCESSES] = this.columns[bucket + CONSECUTIVE_SUCCESSES] = 0;
  }

  onExclusion(age: number): void {
    if (!this.rolledOff(age)) this.add(EXCLUSIONS, this.bucketOf(age));
  }

  clear(): void {
    this.totals.fill(0);
    this.columns.fill(0);
    this.ages[0] = 0;
  }

  /** Time has come to the bucket of this age; those that fell out of the window are gone. */
  grow(age: number): void {
    if (age - this.age >= this.buckets) {
      this.clear();
      this.ages[0] = age;
    }
    while (this.age < age) this.roll();
  }

  /** Of the bucket so many buckets ago. Cold. */
  tally(back: number): BucketTally {
    if (back > this.age) return { total: 0, failed: 0 };
    const at = this.bucketOf(this.age - back);
    return { total: this.columns[at + REQUESTS], failed: this.columns[at + FAILURES] };
  }

  private roll(): void {
    this.ages[0]++;
    const oldest = this.bucketOf(this.age);
    this.shorten(CONSECUTIVE_SUCCESSES, SUCCESSES, oldest);
    this.shorten(CONSECUTIVE_FAILURES, FAILURES, oldest);
    for (let column = 0; column < COLUMNS; column++) {
      if (column < CONSECUTIVE_SUCCESSES) this.totals[column] -= this.columns[oldest + column];
      this.columns[oldest + column] = 0;
    }
  }

  /** A run that began in the oldest bucket and fills all that followed loses its part there. */
  private shorten(run: number, total: number, oldest: number): void {
    const part = this.columns[oldest + run];
    const ifUnbroken = part + this.totals[total] - this.columns[oldest + total];
    if (this.totals[run] === ifUnbroken) this.totals[run] = Math.max(0, this.totals[run] - part);
  }

  private rolledOff(age: number): boolean {
    return this.age - age >= this.buckets;
  }

  private bucketOf(age: number): number {
    return (age % this.buckets) * COLUMNS;
  }

  private add(column: number, bucket: number): void {
    this.totals[column]++;
    this.columns[bucket + column]++;
  }
}

const REQUESTS = 0;
const SUCCESSES = 1;
const FAILURES = 2;
const EXCLUSIONS = 3;
const CONSECUTIVE_SUCCESSES = 4;
const CONSECUTIVE_FAILURES = 5;
const COLUMNS = 6;
