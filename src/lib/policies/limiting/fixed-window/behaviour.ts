import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S, msToMicros, msUp } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import type { FixedWindowConfig } from './policy.ts';

/**
 * The fixed window counter: time is cut into windows, each admits `limit` requests. Windows lie at multiples of their length
 * since 1970, or begin with the first request after the last one (a Redis counter with INCR and EXPIRE).
 */
export function create(build: Build<FixedWindowConfig>): Gate {
  return new FixedWindow(build);
}

class FixedWindow extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'Let in within this window';
  private readonly windowMicros: number;
  private readonly byClock: boolean;
  private readonly starts: Float64Array;
  private readonly counts: Int32Array;

  constructor(build: Build<FixedWindowConfig>) {
    super(build, build.config, 'fixed window full');
    this.full = build.config.limit;
    this.windowMicros = msToMicros(build.config.windowMs);
    this.byClock = build.config.alignment === 'clock';
    this.starts = build.f64(this.table.capacity);
    this.counts = build.i32(this.table.capacity);
  }

  protected begin(row: number): void {
    this.starts[row] = this.startAt(this.wallMicros);
    this.counts[row] = 0;
  }

  protected admit(row: number, frame: Frame): Verdict {
    const now = this.wallMicros;
    if (now - this.starts[row] >= this.windowMicros) this.begin(row);
    if (this.counts[row] >= this.full) {
      return this.refuse(frame, msUp(this.starts[row] + this.windowMicros - now));
    }
    this.counts[row]++;
    return GO;
  }

  protected used(row: number): number {
    return this.left(row) > 0 ? this.counts[row] : 0;
  }

  protected override facts(row: number): readonly Fact[] {
    const value = Math.max(0, this.left(row)) / MICROS_PER_S;
    const of = this.windowMicros / MICROS_PER_S;
    return [{ key: 'window', label: 'Window left', value, unit: 's', of }];
  }

  private left(row: number): number {
    return this.starts[row] + this.windowMicros - this.wallMicros;
  }

  private startAt(now: number): number {
    return this.byClock ? Math.floor(now / this.windowMicros) * this.windowMicros : now;
  }
}
