import type { Build } from '#lib/engine/build.ts';
import type { BucketTally } from '#lib/policies/breaking/breaker-facts.ts';

/**
 * opossum's Status (lib/status.js): buckets that an interval rotates from creation on. An event counts in the bucket of its
 * own moment: a call that began in an older one fails in the newest. Rotation is caught up with when somebody counts or
 * looks, to the same effect.
 */
export class RollingStatus {
  /** [fires, failures] of each bucket, in a ring. */
  private readonly ring: Int32Array;
  private readonly sums: Int32Array;
  /** [beginning of the first bucket, number of the newest] */
  private readonly times: Float64Array;

  constructor(
    build: Build<unknown>,
    readonly buckets: number,
    private readonly intervalMicros: number,
  ) {
    this.ring = build.i32(buckets * 2);
    this.sums = build.i32(2);
    this.times = build.f64(2);
  }

  /** Anew from this moment on. */
  begin(nowMicros: number): void {
    this.ring.fill(0);
    this.sums.fill(0);
    this.times[BEGAN] = nowMicros;
    this.times[NEWEST] = 0;
  }

  fire(nowMicros: number): void {
    this.count(nowMicros, FIRES);
  }

  fail(nowMicros: number): void {
    this.count(nowMicros, FAILURES);
  }

  get fires(): number {
    return this.sums[FIRES];
  }

  get failures(): number {
    return this.sums[FAILURES];
  }

  /** Of the bucket so many buckets ago, seen from this moment; moves nothing. Cold. */
  tally(back: number, nowMicros: number): BucketTally {
    const bucket = this.bucketAt(nowMicros) - back;
    if (bucket < 0 || bucket > this.times[NEWEST] || bucket <= this.times[NEWEST] - this.buckets) {
      return { total: 0, failed: 0 };
    }
    const at = (bucket % this.buckets) * 2;
    return { total: this.ring[at + FIRES], failed: this.ring[at + FAILURES] };
  }

  private count(nowMicros: number, column: number): void {
    this.rotateTo(this.bucketAt(nowMicros));
    this.ring[(this.times[NEWEST] % this.buckets) * 2 + column]++;
    this.sums[column]++;
  }

  private bucketAt(nowMicros: number): number {
    return Math.floor((nowMicros - this.times[BEGAN]) / this.intervalMicros);
  }

  private rotateTo(bucket: number): void {
    const { ring, sums, times, buckets } = this;
    const steps = Math.min(bucket - times[NEWEST], buckets);
    for (let step = 1; step <= steps; step++) {
      const at = ((times[NEWEST] + step) % buckets) * 2;
      sums[FIRES] -= ring[at + FIRES];
      sums[FAILURES] -= ring[at + FAILURES];
      ring[at + FIRES] = ring[at + FAILURES] = 0;
    }
    times[NEWEST] = bucket;
  }
}

const FIRES = 0;
const FAILURES = 1;
const BEGAN = 0;
const NEWEST = 1;
