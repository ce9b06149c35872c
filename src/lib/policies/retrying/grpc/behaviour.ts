import { FAST_FAILED } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { grpcMeanings } from '#lib/policies/grpc-codes.ts';
import { maskOf } from '#lib/policies/retry-conditions.ts';
import { Sequence, type RetryRule } from '#lib/policies/retrying/sequence.ts';
import type { GrpcRetryConfig } from './policy.ts';

/**
 * gRPC's retryPolicy (proposal A6; grpc-java, core/.../internal/RetriableStream.java). The n-th wait is
 * min(initialBackoff * multiplier^(n-1), maxBackoff) * uniform(0.8, 1.2): jitter comes after the bound. A server's
 * pushback is waited exactly, whatever the status, and the back-off begins anew after it.
 */
export function create(build: Build<GrpcRetryConfig>, budget: Budget | null): Fork {
  return new Sequence(build, budget, new GrpcRule(build));
}

export const MOST_ATTEMPTS = 5;
const LEAST_JITTER = 0.8;
const JITTER = 0.4;

class GrpcRule implements RetryRule {
  readonly mostTries: number;
  private readonly host: Host;
  private readonly retryable: number;
  private readonly firstMicros: number;
  private readonly mostMicros: number;
  private readonly multiplier: number;
  private readonly jitter: Stream;

  constructor(build: Build<GrpcRetryConfig>) {
    const { config } = build;
    this.host = build.host;
    this.mostTries = Math.min(config.maxAttempts, MOST_ATTEMPTS);
    this.retryable = maskOf(config.retryableStatusCodes, grpcMeanings);
    this.mostMicros = msToMicros(config.maxBackoffMs);
    this.firstMicros = Math.min(msToMicros(config.initialBackoffMs), this.mostMicros);
    this.multiplier = config.backoffMultiplier;
    this.jitter = build.stream('jitter');
  }

  /** The call notes its next back-off, in micros. */
  opened(call: Frame): void {
    this.host.mark(call, this.firstMicros);
  }

  retries(attempt: Frame): boolean {
    return this.counts(attempt) || this.pushbackMs(attempt) !== NONE;
  }

  counts(attempt: Frame): boolean {
    return ((this.retryable >>> this.host.frames.status[attempt]) & 1) === 1;
  }

  waitMicros(call: Frame, attempt: Frame): number {
    const pushbackMs = this.pushbackMs(attempt);
    if (pushbackMs !== NONE) {
      this.host.mark(call, this.firstMicros);
      return pushbackMs * MICROS_PER_MS;
    }
    const backoff = this.host.stamp(call);
    this.host.mark(call, Math.min(Math.floor(backoff * this.multiplier), this.mostMicros));
    return backoff * (LEAST_JITTER + JITTER * this.jitter.uniform());
  }

  /** A server's word; a breaker's, on this side of the wire, is none. */
  private pushbackMs(attempt: Frame): number {
    const { status, result } = this.host.frames;
    return status[attempt] === FAST_FAILED ? NONE : result[attempt];
  }
}
