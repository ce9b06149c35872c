import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import type { GcraConfig } from './policy.ts';

/**
 * The generic cell rate algorithm (ITU-T I.371, virtual scheduling) as throttled/throttled has it (rate.go): a key's
 * theoretical arrival time TAT grows by one emission interval T with each request let in, and a request may come
 * `maxBurst * T` before it. throttled reckons in whole nanoseconds, T rounded down.
 */
export function create(build: Build<GcraConfig>): Gate {
  return new Gcra(build);
}

const NANOS_PER_MICRO = 1_000;
const NANOS_PER_MS = 1e6;
const PERIOD_NANOS = { second: 1e9, minute: 60e9, hour: 3_600e9, day: 86_400e9 } as const;

class Gcra extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'Ahead of schedule';
  private readonly intervalNanos: number;
  private readonly toleranceNanos: number;
  private readonly tat: Float64Array;

  constructor(build: Build<GcraConfig>) {
    super(build, build.config, 'gcra: too early');
    const { maxRate, per, maxBurst } = build.config;
    this.full = maxBurst + 1;
    this.intervalNanos = Math.floor(PERIOD_NANOS[per] / maxRate);
    this.toleranceNanos = this.intervalNanos * (maxBurst + 1);
    this.tat = build.f64(this.table.capacity);
  }

  protected begin(row: number): void {
    this.tat[row] = this.host.now * NANOS_PER_MICRO;
  }

  protected admit(row: number, frame: Frame): Verdict {
    const now = this.host.now * NANOS_PER_MICRO;
    const tat = Math.max(now, this.tat[row]) + this.intervalNanos;
    const early = tat - this.toleranceNanos - now;
    if (early > 0) return this.refuse(frame, Math.ceil(early / NANOS_PER_MS));
    this.tat[row] = tat;
    return GO;
  }

  protected used(row: number): number {
    return this.aheadNanos(row) / this.intervalNanos;
  }

  protected override facts(row: number): readonly Fact[] {
    const value = this.aheadNanos(row) / NANOS_PER_MS;
    const of = this.toleranceNanos / NANOS_PER_MS;
    const line = of - this.intervalNanos / NANOS_PER_MS;
    return [{ key: 'tat', label: 'TAT lies ahead', value, unit: 'ms', of, line }];
  }

  private aheadNanos(row: number): number {
    return Math.max(0, this.tat[row] - this.host.now * NANOS_PER_MICRO);
  }
}
