import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Host } from '#lib/engine/host.ts';
import { rate, windowBars } from '#lib/policies/breaking/breaker-facts.ts';
import type { BreakerConfig } from './policy.ts';
import type { Tripping } from './tripping.ts';

const LEAST_WINDOWS = 5;
const LONGEST_WINDOW_MS = 1_000;

/**
 * cockatiel's SamplingBreaker (src/breaker/SamplingBreaker.ts): more than a share of the calls of the last windows, if they
 * came fast enough. A recorded call moves on by one window at most, however much time has passed: after a long rest old
 * failures still count.
 */
export class SamplingBreaker implements Tripping {
  readonly threshold: number;
  private readonly windowMs: number;
  private readonly leastCalls: number;
  private readonly host: Host;
  private readonly epochMicros: number;
  private readonly windows: number;
  /** When each window began, on the wall clock in ms. */
  private readonly starts: Float64Array;
  /** [successes, failures] of each window. */
  private readonly counts: Int32Array;
  /** [successes, failures, current window] */
  private readonly sums: Int32Array;

  constructor(build: Build<Extract<BreakerConfig, { is: 'sampling' }>>) {
    const { threshold, durationMs, minimumRps } = build.config;
    this.host = build.host;
    this.epochMicros = build.epochMicros;
    this.threshold = threshold;
    this.windows = Math.max(LEAST_WINDOWS, Math.ceil(durationMs / LONGEST_WINDOW_MS));
    this.windowMs = Math.round(durationMs / this.windows);
    const minimumPerMs = minimumRps === 0 ? 5 / (threshold * 1_000) : minimumRps / 1_000;
    this.leastCalls = this.windowMs * this.windows * minimumPerMs;
    this.starts = build.f64(this.windows);
    this.counts = build.i32(this.windows * 2);
    this.sums = build.i32(3);
  }

  success(halfOpen: boolean): void {
    // The current window stays the current one, but as if it had begun in 1970.
    if (halfOpen) this.forget();
    this.push(SUCCESSES);
  }

  failure(): boolean {
    this.push(FAILURES);
    const total = this.sums[SUCCESSES] + this.sums[FAILURES];
    return total >= this.leastCalls && this.sums[FAILURES] > this.threshold * total;
  }

  get evidence(): number {
    return this.sums[FAILURES] / (this.sums[SUCCESSES] + this.sums[FAILURES]);
  }

  clear(): void {
    this.forget();
    this.sums[CURRENT] = 0;
  }

  explain(): readonly Fact[] {
    const [successes, failures] = this.sums;
    const total = successes + failures;
    const bars = windowBars(this.windows, this.windowMs / 1_000, (back) => {
      const at = ((this.sums[CURRENT] - back + this.windows) % this.windows) * 2;
      return { total: this.counts[at] + this.counts[at + 1], failed: this.counts[at + 1] };
    });
    return [
      { key: 'calls', label: 'Calls sampled', value: total, of: Math.ceil(this.leastCalls), bars },
      rate('failed', 'Failed', total === 0 ? 0 : (failures / total) * 100, this.threshold * 100),
    ];
  }

  private push(column: number): void {
    const { sums } = this;
    const nowMs = Math.floor((this.epochMicros + this.host.now) / MICROS_PER_MS);
    if (nowMs - this.starts[sums[CURRENT]] >= this.windowMs) this.rotate(nowMs);
    this.counts[sums[CURRENT] * 2 + column]++;
    sums[column]++;
  }

  private rotate(nowMs: number): void {
    const { sums, counts } = this;
    const next = (sums[CURRENT] + 1) % this.windows;
    sums[SUCCESSES] -= counts[next * 2 + SUCCESSES];
    sums[FAILURES] -= counts[next * 2 + FAILURES];
    counts[next * 2 + SUCCESSES] = counts[next * 2 + FAILURES] = 0;
    this.starts[next] = nowMs;
    sums[CURRENT] = next;
  }

  private forget(): void {
    this.starts.fill(0);
    this.counts.fill(0);
    this.sums[SUCCESSES] = this.sums[FAILURES] = 0;
  }
}

const SUCCESSES = 0;
const FAILURES = 1;
const CURRENT = 2;
