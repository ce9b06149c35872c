import { MICROS_PER_MS, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { exp } from '#lib/engine/random/exp.ts';
import type { FailureAccrualConfig } from './policy.ts';

/** Calls are counted over a window of five slices, the running one included: Finagle's `WindowedAdder`. */
const SLICES = 5;

/**
 * How each endpoint's calls end: failures in a row, and an exponential moving average of successes (`Ema`, in whole ms) that
 * forgets over the window. FailureAccrualPolicy.scala.
 */
export class Accrual {
  private readonly host: Host;
  private readonly windowMs: number;
  private readonly sliceMicros: number;
  private readonly requiredRate: number;
  /** By slot. */
  private readonly inARow: Int32Array;
  private readonly average: Float64Array;
  private readonly averagedAtMs: Float64Array;
  private readonly bornAt: Float64Array;
  /** By slot and slice: calls, and of which slice since the start of the run. */
  private readonly calls: Int32Array;
  private readonly slices: Int32Array;

  constructor(
    build: Build<FailureAccrualConfig>,
    private readonly room: number,
  ) {
    this.host = build.host;
    const windowMicros = sToMicros(build.config.windowSeconds);
    this.windowMs = Math.floor(windowMicros / MICROS_PER_MS);
    this.sliceMicros = Math.max(1, Math.floor(windowMicros / SLICES));
    this.requiredRate = build.config.requiredSuccessRate;
    this.inARow = build.i32(room);
    this.average = build.f64(room);
    this.averagedAtMs = build.f64(room);
    this.bornAt = build.f64(room);
    this.calls = build.i32(room * SLICES);
    this.slices = build.i32(room * SLICES);
    this.clear();
  }

  succeeded(slot: number): void {
    this.inARow[slot] = 0;
    this.record(slot, 1);
  }

  failed(slot: number): void {
    this.inARow[slot]++;
    this.record(slot, 0);
  }

  failuresInARow(slot: number): number {
    return this.inARow[slot];
  }

  /** 0 to 1; NaN when no call has ended. For those who explain: a double that crosses a call is boxed. */
  successRate(slot: number): number {
    return this.averagedAtMs[slot] === NONE ? NaN : this.average[slot];
  }

  /** Whether the average is below the rate that is required. */
  isLow(slot: number): boolean {
    return this.averagedAtMs[slot] !== NONE && this.average[slot] < this.requiredRate;
  }

  /** Whether the endpoint is as old as the window. */
  isOld(slot: number): boolean {
    return this.host.now - this.bornAt[slot] >= this.windowMs * MICROS_PER_MS;
  }

  /** Calls that ended within the window. */
  volume(slot: number): number {
    const now = this.slice();
    let sum = 0;
    for (let i = slot * SLICES; i < (slot + 1) * SLICES; i++) {
      if (now - this.slices[i] < SLICES) sum += this.calls[i];
    }
    return sum;
  }

  /** A probe succeeded: the past is no more. */
  revive(slot: number): void {
    this.inARow[slot] = 0;
    this.averagedAtMs[slot] = NONE;
  }

  /** A new endpoint. */
  forget(slot: number): void {
    this.revive(slot);
    this.bornAt[slot] = this.host.now;
    this.calls.fill(0, slot * SLICES, (slot + 1) * SLICES);
  }

  clear(): void {
    for (let slot = 0; slot < this.room; slot++) this.forget(slot);
  }

  private record(slot: number, value: number): void {
    const nowMs = Math.floor((this.host.now - this.bornAt[slot]) / MICROS_PER_MS);
    if (this.averagedAtMs[slot] === NONE) this.average[slot] = value;
    else {
      const kept = exp(-(nowMs - this.averagedAtMs[slot]) / this.windowMs);
      this.average[slot] = value * (1 - kept) + this.average[slot] * kept;
    }
    this.averagedAtMs[slot] = nowMs;
    const slice = this.slice();
    const at = slot * SLICES + (slice % SLICES);
    if (this.slices[at] !== slice) this.calls[at] = 0;
    this.slices[at] = slice;
    this.calls[at]++;
  }

  private slice(): number {
    return Math.floor(this.host.now / this.sliceMicros);
  }
}
