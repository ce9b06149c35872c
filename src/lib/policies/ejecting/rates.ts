import type { Build } from '#lib/engine/build.ts';

/**
 * How calls to each host ended within the current interval and the one before, as Envoy and gRPC count them. Only the
 * interval that is over is judged.
 */
export class Rates {
  private readonly total: Int32Array;
  private readonly ok: Int32Array;
  private readonly lastTotal: Int32Array;
  private readonly lastOk: Int32Array;

  constructor(build: Build<unknown>, room: number) {
    this.total = build.i32(room);
    this.ok = build.i32(room);
    this.lastTotal = build.i32(room);
    this.lastOk = build.i32(room);
  }

  count(slot: number, isOk: boolean): void {
    this.total[slot]++;
    if (isOk) this.ok[slot]++;
  }

  /** An interval is over. */
  turn(slot: number): void {
    this.lastTotal[slot] = this.total[slot];
    this.lastOk[slot] = this.ok[slot];
    this.total[slot] = this.ok[slot] = 0;
  }

  /** Calls in the interval that is over. */
  volume(slot: number): number {
    return this.lastTotal[slot];
  }

  /** In %, of the interval that is over; it had calls. */
  successRate(slot: number): number {
    return (this.lastOk[slot] * 100) / this.lastTotal[slot];
  }

  /** Of the interval that runs. */
  running(slot: number): { total: number; failed: number } {
    return { total: this.total[slot], failed: this.total[slot] - this.ok[slot] };
  }

  forget(slot: number): void {
    this.total[slot] = this.ok[slot] = this.lastTotal[slot] = this.lastOk[slot] = 0;
  }
}
