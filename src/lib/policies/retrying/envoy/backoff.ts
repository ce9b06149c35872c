import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { EnvoyRetryConfig } from './policy.ts';

/** Envoy's waits (source/common/common/backoff_strategy.cc), in whole ms. */
export class EnvoyBackoff {
  private readonly baseMs: number;
  private readonly mostMs: number;

  constructor(
    { base_interval_ms, max_interval_ms }: EnvoyRetryConfig,
    private readonly randomness: Stream,
  ) {
    this.baseMs = base_interval_ms;
    this.mostMs = Math.max(base_interval_ms, max_interval_ms === 0 ? base_interval_ms * 10 : max_interval_ms);
  }

  /** JitteredExponentialBackOffStrategy: uniform in [0, B), B doubling from the base (25, 50, 100, 200, 250, 250, …). */
  micros(retry: number): number {
    let boundMs = this.baseMs;
    for (let step = 1; step < retry; step++) {
      boundMs = boundMs < Math.floor(this.mostMs / 2) ? boundMs * 2 : this.mostMs;
    }
    return this.randomness.below(boundMs) * MICROS_PER_MS;
  }

  /** JitteredLowerBoundBackOffStrategy: from what the answer said to half as long again. */
  saidMicros(saidMs: number): number {
    const half = Math.floor(saidMs / 2);
    return (saidMs + (half > 0 ? this.randomness.below(half) : 0)) * MICROS_PER_MS;
  }
}

/** Longer ones in a Retry-After are not believed: `max_interval` of its reset headers. */
export const MOST_SAID_MS = 300_000;
