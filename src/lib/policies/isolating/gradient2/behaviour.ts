import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import { AdaptiveGate } from '#lib/policies/isolating/adaptive-gate.ts';
import { rttFact, type Algorithm } from '#lib/policies/isolating/algorithm.ts';
import type { Gradient2Config } from './policy.ts';

/**
 * Gradient2Limit of Netflix's concurrency-limits: compares each RTT with an exponential mean of them all. The mean of the
 * first ten starts it; when it is more than twice the present RTT, after a long overload, it is cut by a twentieth. Drops
 * count as any other sample.
 */
export function create(build: Build<Gradient2Config>): Gate {
  return new AdaptiveGate(build, new Gradient2(build));
}

const ESTIMATE = 0;
const LONG = 1;
const SUM = 2;
const WARMED = 3;
const SHORT = 4;
const GRADIENT = 5;

const WARM_UP = 10;

class Gradient2 implements Algorithm {
  readonly most: number;
  private readonly factor: number;
  private readonly state: Float64Array;

  constructor(private readonly build: Build<Gradient2Config>) {
    const { initialLimit, minLimit, maxConcurrency, longWindow } = build.config;
    this.most = Math.max(initialLimit, minLimit, maxConcurrency);
    this.factor = 2 / (longWindow + 1);
    this.state = build.f64(6);
  }

  get limit(): number {
    return Math.trunc(this.state[ESTIMATE]);
  }

  begin(): void {
    this.state.fill(0);
    this.state[ESTIMATE] = this.build.config.initialLimit;
    this.state[GRADIENT] = 1;
  }

  sample(rttNanos: number, inflight: number): void {
    const { smoothing, queueSize, minLimit, maxConcurrency, rttTolerance } = this.build.config;
    const { state } = this;
    const estimate = state[ESTIMATE];
    this.lengthen(rttNanos);
    const long = state[LONG];
    state[SHORT] = rttNanos;
    if (long / rttNanos > 2) state[LONG] = long * 0.95;
    if (inflight < estimate / 2) return;
    const gradient = Math.max(0.5, Math.min(1, (rttTolerance * long) / rttNanos));
    state[GRADIENT] = gradient;
    const limit = estimate * (1 - smoothing) + (estimate * gradient + queueSize) * smoothing;
    state[ESTIMATE] = Math.max(minLimit, Math.min(maxConcurrency, limit));
  }

  facts(): readonly Fact[] {
    const { state } = this;
    return [
      rttFact('long', 'Long RTT', state[LONG]),
      rttFact('short', 'Last RTT', state[SHORT]),
      { key: 'gradient', label: 'Gradient', value: Math.round(state[GRADIENT] * 1_000) / 1_000, of: 1 },
    ];
  }

  private lengthen(rttNanos: number): void {
    const { state, factor } = this;
    if (state[WARMED] < WARM_UP) {
      state[SUM] += rttNanos;
      state[LONG] = state[SUM] / ++state[WARMED];
    } else state[LONG] = state[LONG] * (1 - factor) + rttNanos * factor;
  }
}
