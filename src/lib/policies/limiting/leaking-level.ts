import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';

/**
 * Leaky buckets, one a row: each request adds one, and it leaks at a constant rate. A request is 1,000,000 units, so that
 * whole requests a second leak whole units a micro.
 */
export class LeakingLevel {
  private readonly units: Float64Array;
  private readonly since: Float64Array;

  constructor(
    build: Build<unknown>,
    rows: number,
    private readonly capacity: number,
    private readonly leakPerSecond: number,
  ) {
    this.units = build.f64(rows);
    this.since = build.f64(rows);
  }

  begin(row: number, now: number): void {
    this.units[row] = 0;
    this.since[row] = now;
  }

  /** Adds a request if it fits in. */
  pour(row: number, now: number): boolean {
    const { units, since } = this;
    units[row] = Math.max(0, units[row] - (now - since[row]) * this.leakPerSecond);
    since[row] = now;
    if (units[row] + MICROS_PER_S > this.capacity * MICROS_PER_S) return false;
    units[row] += MICROS_PER_S;
    return true;
  }

  /** Micros until all that stood before the request just poured in has leaked. */
  microsAhead(row: number): number {
    return Math.ceil((this.units[row] - MICROS_PER_S) / this.leakPerSecond);
  }

  /** Micros until a request fits in that did not just now. */
  microsToRoom(row: number): number {
    return Math.ceil((this.units[row] - (this.capacity - 1) * MICROS_PER_S) / this.leakPerSecond);
  }

  /** In requests, at this moment; moves nothing. */
  level(row: number, now: number): number {
    return Math.max(0, this.units[row] - (now - this.since[row]) * this.leakPerSecond) / MICROS_PER_S;
  }
}
