import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { AdaptiveGate } from '#lib/policies/isolating/adaptive-gate.ts';
import { rttFact, type Algorithm } from '#lib/policies/isolating/algorithm.ts';
import type { GradientConfig } from './policy.ts';

/**
 * GradientLimit of Netflix's concurrency-limits, the forerunner of Gradient2: compares each RTT with the smallest seen. As
 * that may be out of date, it is forgotten now and then, and the limit cut to the queue that is allowed, so that the next
 * RTTs are measured with little load.
 */
export function create(build: Build<GradientConfig>): Gate {
  return new AdaptiveGate(build, new Gradient(build));
}

const ESTIMATE = 0;
/** 0: not known yet. */
const NO_LOAD = 1;
const COUNTDOWN = 2;
const SHORT = 3;
const GRADIENT = 4;

class Gradient implements Algorithm {
  readonly most: number;
  private readonly state: Float64Array;
  private readonly countdowns: Stream;

  constructor(private readonly build: Build<GradientConfig>) {
    const { initialLimit, minLimit, maxConcurrency, queueSize } = build.config;
    this.most = Math.max(initialLimit, minLimit, maxConcurrency, queueSize, 4);
    this.state = build.f64(5);
    this.countdowns = build.stream('gradient-probe');
  }

  get limit(): number {
    return Math.trunc(this.state[ESTIMATE]);
  }

  begin(): void {
    this.state.fill(0);
    this.state[ESTIMATE] = this.build.config.initialLimit;
    this.state[GRADIENT] = 1;
    this.countDown();
  }

  sample(rttNanos: number, inflight: number, dropped: boolean): void {
    const { minLimit, backoffRatio, rttTolerance, probeInterval } = this.build.config;
    const { state } = this;
    const estimate = state[ESTIMATE];
    const queue = this.queueAllowed;
    if (probeInterval > 0 && state[COUNTDOWN]-- <= 0) {
      this.countDown();
      state[ESTIMATE] = Math.max(minLimit, queue);
      state[NO_LOAD] = state[SHORT] = 0;
      return;
    }
    state[SHORT] = rttNanos;
    if (state[NO_LOAD] === 0 || rttNanos < state[NO_LOAD]) state[NO_LOAD] = rttNanos;
    const gradient = Math.max(0.5, Math.min(1, (rttTolerance * state[NO_LOAD]) / rttNanos));
    state[GRADIENT] = gradient;
    if (dropped) this.moveTo(estimate * backoffRatio, queue);
    else if (inflight >= estimate / 2) this.moveTo(estimate * gradient + queue, queue);
  }

  facts(): readonly Fact[] {
    const { state } = this;
    const probe = { key: 'probe', label: 'Calls until the next probe', value: Math.max(0, state[COUNTDOWN]) };
    return [
      rttFact('no-load', 'RTT without load', state[NO_LOAD]),
      rttFact('short', 'Last RTT', state[SHORT]),
      { key: 'gradient', label: 'Gradient', value: Math.round(state[GRADIENT] * 1_000) / 1_000, of: 1 },
      ...(this.build.config.probeInterval > 0 ? [probe] : []),
    ];
  }

  private moveTo(wanted: number, queue: number): void {
    const { smoothing, minLimit, maxConcurrency } = this.build.config;
    const estimate = this.state[ESTIMATE];
    let limit = wanted;
    if (limit < estimate) limit = Math.max(minLimit, estimate * (1 - smoothing) + smoothing * limit);
    this.state[ESTIMATE] = Math.max(queue, Math.min(maxConcurrency, limit));
  }

  private get queueAllowed(): number {
    const { queueSize } = this.build.config;
    return queueSize > 0 ? queueSize : Math.max(4, Math.trunc(Math.sqrt(this.limit)));
  }

  private countDown(): void {
    const { probeInterval } = this.build.config;
    if (probeInterval > 0) this.state[COUNTDOWN] = probeInterval + this.countdowns.below(probeInterval);
  }
}
