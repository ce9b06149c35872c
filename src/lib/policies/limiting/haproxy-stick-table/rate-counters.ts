import type { Build } from '#lib/engine/build.ts';

/** The tick of a counter that has counted nothing yet: many periods ago. */
const LONG_AGO_MS = -1e12;

/**
 * HAProxy's frequency counters (include/haproxy/freq_ctr.h, src/freq_ctr.c): events of the current period, and of the one
 * before it, weighted with what is left of the current. A period begins with the first event after two periods without
 * any, else where the last one ended. The lowest bit of its start is the lock of a rotation: periods start at even ms.
 */
export class RateCounters {
  readonly current: Int32Array;
  readonly previous: Int32Array;
  private readonly tick: Float64Array;

  constructor(
    build: Build<unknown>,
    rows: number,
    private readonly periodMs: number,
  ) {
    this.current = build.i32(rows);
    this.previous = build.i32(rows);
    this.tick = build.f64(rows);
  }

  begin(row: number): void {
    this.current[row] = this.previous[row] = 0;
    this.tick[row] = LONG_AGO_MS;
  }

  /** update_freq_ctr_period by one. */
  add(row: number, nowMs: number): void {
    const { current, previous, tick, periodMs } = this;
    if (nowMs - tick[row] < periodMs) {
      current[row]++;
      return;
    }
    const next = tick[row] + periodMs;
    const missed = nowMs - next >= periodMs;
    previous[row] = missed ? 0 : current[row];
    current[row] = 1;
    tick[row] = Math.floor((missed ? nowMs : next) / 2) * 2;
  }

  /** read_freq_ctr_period: moves nothing. */
  rate(row: number, nowMs: number): number {
    let left = this.tick[row] + this.periodMs - nowMs;
    let past = this.previous[row];
    let current = this.current[row];
    if (left < 0) {
      left += this.periodMs;
      past = left >= 0 ? current : 0;
      current = 0;
    }
    // At very low rates the value does not flap.
    if (current === 0 && past <= 1) return past;
    return current + Math.floor((past * left) / this.periodMs);
  }
}
