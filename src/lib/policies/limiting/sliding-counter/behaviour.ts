import type { Fact } from '#lib/base/fact.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import type { SlidingCounterConfig } from './policy.ts';

/**
 * Cloudflare's sliding window counter ("How we built rate limiting capable of scaling to millions of domains", 2017): the
 * last window's count, weighted with the share of it that a sliding window would still cover, plus this window's. Their
 * example: 42 in the last minute, 18 in the 15 s since: 42 * 45/60 + 18 = 49.5, so a limit of 50 lets one more in.
 */
export function create(build: Build<SlidingCounterConfig>): Gate {
  return new SlidingCounter(build);
}

class SlidingCounter extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'Estimate';
  private readonly windowMicros: number;
  private readonly starts: Float64Array;
  private readonly current: Int32Array;
  private readonly previous: Int32Array;

  constructor(build: Build<SlidingCounterConfig>) {
    super(build, build.config, 'sliding counter full');
    this.full = build.config.limit;
    this.windowMicros = msToMicros(build.config.windowMs);
    this.starts = build.f64(this.table.capacity);
    this.current = build.i32(this.table.capacity);
    this.previous = build.i32(this.table.capacity);
  }

  protected begin(row: number): void {
    this.starts[row] = this.startOfWindow();
    this.current[row] = this.previous[row] = 0;
  }

  protected admit(row: number, frame: Frame): Verdict {
    const { windowMicros, starts, current, previous } = this;
    const start = this.startOfWindow();
    if (start !== starts[row]) {
      previous[row] = start - starts[row] === windowMicros ? current[row] : 0;
      current[row] = 0;
      starts[row] = start;
    }
    const left = start + windowMicros - this.wallMicros;
    // Both sides times the window's length: whole numbers, so that the estimate meets the limit exactly.
    const estimate = previous[row] * left + current[row] * windowMicros;
    if (estimate >= this.full * windowMicros) return this.refuse(frame);
    current[row]++;
    return GO;
  }

  protected used(row: number): number {
    const { last, now, share } = this.windows(row);
    return last * share + now;
  }

  protected override facts(row: number): readonly Fact[] {
    const { last, now, share } = this.windows(row);
    const bars = [
      { label: 'last window', value: last, of: this.full },
      { label: 'this window', value: now, of: this.full },
    ];
    return [
      { key: 'weight', label: 'Weight of the last window', value: share * 100, unit: '%', of: 100, bars },
    ];
  }

  /** Both counts at this moment, and the share of the last one that still counts. */
  private windows(row: number): { last: number; now: number; share: number } {
    const start = this.startOfWindow();
    const age = (start - this.starts[row]) / this.windowMicros;
    const share = (start + this.windowMicros - this.wallMicros) / this.windowMicros;
    if (age === 0) return { last: this.previous[row], now: this.current[row], share };
    return { last: age === 1 ? this.current[row] : 0, now: 0, share };
  }

  private startOfWindow(): number {
    return Math.floor(this.wallMicros / this.windowMicros) * this.windowMicros;
  }
}
