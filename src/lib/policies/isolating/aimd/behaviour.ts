import type { Fact } from '#lib/base/fact.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Gate } from '#lib/engine/contract.ts';
import { AdaptiveGate } from '#lib/policies/isolating/adaptive-gate.ts';
import type { Algorithm } from '#lib/policies/isolating/algorithm.ts';
import type { AimdConfig } from './policy.ts';

/**
 * AIMDLimit of Netflix's concurrency-limits, TCP's additive increase and multiplicative decrease (Chiu and Jain 1989): it
 * hears of losses alone, not of delay. It grows only while at least half of it is used.
 */
export function create(build: Build<AimdConfig>): Gate {
  return new AdaptiveGate(build, new Aimd(build));
}

class Aimd implements Algorithm {
  readonly most: number;
  private readonly timeoutNanos: number;
  private readonly state: Int32Array;

  constructor(private readonly build: Build<AimdConfig>) {
    const { initialLimit, maxLimit, timeoutMs } = build.config;
    this.most = Math.max(initialLimit, maxLimit);
    this.timeoutNanos = msToMicros(timeoutMs) * 1_000;
    this.state = build.i32(1);
  }

  get limit(): number {
    return this.state[0];
  }

  begin(): void {
    this.state[0] = this.build.config.initialLimit;
  }

  sample(rttNanos: number, inflight: number, dropped: boolean): void {
    const { backoffRatio, minLimit, maxLimit } = this.build.config;
    let limit = this.state[0];
    if (dropped || rttNanos > this.timeoutNanos) limit = Math.trunc(limit * backoffRatio);
    else if (inflight * 2 >= limit) limit++;
    this.state[0] = Math.min(maxLimit, Math.max(minLimit, limit));
  }

  facts(): readonly Fact[] {
    return [];
  }
}
