import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { AdaptiveGate } from '#lib/policies/isolating/adaptive-gate.ts';
import { rttFact, type Algorithm } from '#lib/policies/isolating/algorithm.ts';
import type { VegasConfig } from './policy.ts';

/**
 * VegasLimit of Netflix's concurrency-limits, after TCP Vegas (Brakmo and Peterson 1995): of the calls in flight
 * limit * (1 - RTT without load / RTT) are waiting somewhere. Few of them, and the limit grows; many, and it shrinks. The
 * RTT without load is the smallest seen, taken anew from one call now and then, at random moments.
 */
export function create(build: Build<VegasConfig>): Gate {
  return new AdaptiveGate(build, new Vegas(build));
}

const ESTIMATE = 0;
/** 0: not known yet. */
const NO_LOAD = 1;
const JITTER = 2;
const PROBES = 3;
const QUEUED = 4;

class Vegas implements Algorithm {
  readonly most: number;
  private readonly state: Float64Array;
  private readonly jitter: Stream;

  constructor(private readonly build: Build<VegasConfig>) {
    this.most = Math.max(build.config.initialLimit, build.config.maxConcurrency);
    this.state = build.f64(5);
    this.jitter = build.stream('vegas-probe');
  }

  get limit(): number {
    return Math.trunc(this.state[ESTIMATE]);
  }

  begin(): void {
    this.state.fill(0);
    this.state[ESTIMATE] = this.build.config.initialLimit;
    this.drawJitter();
  }

  sample(rttNanos: number, inflight: number, dropped: boolean): void {
    const { state } = this;
    state[PROBES]++;
    if (state[JITTER] * this.build.config.probeMultiplier * state[ESTIMATE] <= state[PROBES]) {
      this.drawJitter();
      state[PROBES] = 0;
      state[NO_LOAD] = rttNanos;
    } else if (state[NO_LOAD] === 0 || rttNanos < state[NO_LOAD]) state[NO_LOAD] = rttNanos;
    else this.update(rttNanos, inflight, dropped);
  }

  facts(): readonly Fact[] {
    const { state } = this;
    const every = Math.ceil(state[JITTER] * this.build.config.probeMultiplier * state[ESTIMATE]);
    return [
      rttFact('no-load', 'RTT without load', state[NO_LOAD]),
      {
        key: 'queued',
        label: 'Queued, by the last RTT',
        value: state[QUEUED],
        of: this.limit,
        line: this.beta(log10(this.limit)),
      },
      { key: 'probe', label: 'Calls since the last probe', value: state[PROBES], of: every },
    ];
  }

  private update(rttNanos: number, inflight: number, dropped: boolean): void {
    const { state } = this;
    const estimate = state[ESTIMATE];
    const step = log10(Math.trunc(estimate));
    const queued = Math.ceil(estimate * (1 - state[NO_LOAD] / rttNanos));
    state[QUEUED] = queued;
    if (dropped) this.moveTo(estimate - step);
    else if (inflight * 2 < estimate) return;
    else if (queued <= this.threshold(step)) this.moveTo(estimate + this.beta(step));
    else if (queued < this.alpha(step)) this.moveTo(estimate + step);
    else if (queued > this.beta(step)) this.moveTo(estimate - step);
  }

  private alpha(step: number): number {
    return this.build.config.alpha || 3 * step;
  }

  private beta(step: number): number {
    return this.build.config.beta || 6 * step;
  }

  private threshold(step: number): number {
    return this.build.config.threshold || step;
  }

  private moveTo(limit: number): void {
    const { maxConcurrency, smoothing } = this.build.config;
    const bounded = Math.max(1, Math.min(maxConcurrency, limit));
    this.state[ESTIMATE] = (1 - smoothing) * this.state[ESTIMATE] + smoothing * bounded;
  }

  private drawJitter(): void {
    this.state[JITTER] = 0.5 + 0.5 * this.jitter.uniform();
  }
}

/** The whole part of the decimal logarithm, at least 1. */
function log10(limit: number): number {
  let whole = 0;
  for (let power = 10; power <= limit; power *= 10) whole++;
  return Math.max(1, whole);
}
