import type { Fact, FactBar } from '#lib/base/fact.ts';
import { CANCELLED } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Gate, type Timed, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { EnvoyAdaptiveConcurrencyConfig } from './policy.ts';
import { GradientController } from './gradient-controller.ts';

/**
 * Envoy's adaptive_concurrency filter with its gradient controller: minRTT is the latency of a service that is nearly
 * idle, measured every interval with only min_concurrency calls in flight; every update interval the limit follows
 * (minRTT + buffer) / sampleRTT, plus its own root as headroom. What finds the limit reached is answered 503.
 */
export function create(build: Build<EnvoyAdaptiveConcurrencyConfig>): Gate {
  return new AdaptiveConcurrency(build);
}

const IN_FLIGHT = 0;
const BLOCKED = 1;
/** What its two timers are for. */
const MEASURE = 0;
const UPDATE = 1;

/** Bars shown of a window's samples. */
const BARS = 12;

class AdaptiveConcurrency implements Gate, Timed {
  private readonly host: Host;
  private readonly controller: GradientController;
  private readonly jitter: Stream;
  private readonly counts: Int32Array;
  private readonly timers: Int32Array;
  private readonly updateMicros: number;
  private readonly blocked: Verdict;

  constructor(private readonly build: Build<EnvoyAdaptiveConcurrencyConfig>) {
    this.host = build.host;
    this.controller = new GradientController(build);
    this.jitter = build.stream('min-rtt-jitter');
    this.counts = build.i32(2);
    this.timers = build.i32(2).fill(NONE);
    this.updateMicros = msToMicros(build.config.concurrencyUpdateIntervalMs);
    this.blocked = REFUSE + build.reason('concurrency limit reached', 'queue-full');
    this.host.wakes(this);
    this.controller.begin();
    this.arm(UPDATE, this.updateMicros);
  }

  enter(call: Frame): Verdict {
    if (this.counts[IN_FLIGHT] >= this.controller.limit) {
      this.counts[BLOCKED]++;
      return this.blocked;
    }
    this.counts[IN_FLIGHT]++;
    // Its start in micros, modulo 2^32: enough to time what takes less than an hour and eleven minutes.
    this.host.mark(call, this.host.now | 0);
    return GO;
  }

  /** Whatever the answer, it is a sample; but a call that was given up has none. */
  leave(call: Frame): void {
    const { host, controller } = this;
    this.counts[IN_FLIGHT]--;
    if (host.frames.status[call] === CANCELLED) return;
    const micros = ((host.now | 0) - host.stamp(call)) >>> 0;
    if (!controller.sample(host.now - micros, micros)) return;
    this.arm(MEASURE, this.nextInterval());
    this.arm(UPDATE, this.updateMicros);
  }

  timer(tag: number): void {
    const { controller } = this;
    this.timers[tag] = NONE;
    if (tag === MEASURE) controller.measure(this.host.now);
    // While minRTT is measured the windows stand still, until it is known.
    else if (!controller.isMeasuring) {
      controller.update();
      this.arm(UPDATE, this.updateMicros);
      if (controller.isStuck) this.arm(MEASURE, 0);
    }
  }

  reset(): void {
    this.counts.fill(0);
    this.controller.begin();
    this.disarm(MEASURE);
    this.arm(UPDATE, this.updateMicros);
  }

  explain(): readonly Fact[] {
    const { controller, counts } = this;
    const { maxConcurrencyLimit, minConcurrency, requestCount } = this.build.config;
    const { minRtt, sampleRtt, gradient, headroom } = controller.figuresNow;
    const measuring = controller.isMeasuring;
    const windowOf = measuring ? { of: requestCount } : {};
    return [
      { key: 'inflight', label: 'In flight', value: counts[IN_FLIGHT], of: controller.limit },
      {
        key: 'limit',
        label: measuring ? 'Limit, while minRTT is measured' : 'Limit',
        value: controller.limit,
        of: maxConcurrencyLimit,
        line: minConcurrency,
        floor: 'below',
      },
      { key: 'min-rtt', label: 'minRTT', value: minRtt / MICROS_PER_MS, unit: 'ms' },
      { key: 'sample-rtt', label: 'sampleRTT', value: sampleRtt / MICROS_PER_MS, unit: 'ms' },
      {
        key: 'gradient',
        label: 'Gradient',
        value: Math.round(gradient * 1_000) / 1_000,
        of: 2,
        line: 1,
        floor: 'below',
      },
      { key: 'headroom', label: 'Headroom', value: Math.round(headroom * 10) / 10 },
      {
        key: 'window',
        label: 'Samples in this window',
        value: controller.samples.count,
        ...windowOf,
        bars: this.bars(),
      },
      { key: 'refused', label: 'Refused so far', value: counts[BLOCKED] },
    ];
  }

  /** Latencies of the window, in at most so many steps. */
  private bars(): readonly FactBar[] {
    const filled = this.controller.samples.filled();
    const step = Math.ceil(filled.length / BARS) || 1;
    const bars: FactBar[] = [];
    for (let at = 0; at < filled.length; at += step) {
      const value = filled.slice(at, at + step).reduce((sum, { count }) => sum + count, 0);
      bars.push({ label: `from ${filled[at].micros / MICROS_PER_MS} ms`, value });
    }
    return bars;
  }

  /** Whole milliseconds, as its clock has them. */
  private nextInterval(): number {
    const { intervalSeconds, jitterPercent } = this.build.config;
    const ms = Math.round(intervalSeconds * 1_000);
    if (jitterPercent === 0) return ms * MICROS_PER_MS;
    return (ms + this.jitter.below(Math.ceil(ms * (jitterPercent / 100)))) * MICROS_PER_MS;
  }

  private arm(tag: number, micros: number): void {
    this.disarm(tag);
    this.timers[tag] = this.host.after(micros, tag);
  }

  private disarm(tag: number): void {
    if (this.timers[tag] !== NONE) this.host.cancel(this.timers[tag]);
    this.timers[tag] = NONE;
  }
}
