import { MICROS_PER_MS, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { maskOf, ownMeanings } from '#lib/policies/retry-conditions.ts';
import { growth } from '#lib/policies/retrying/decorrelated-jitter.ts';
import { Sequence, type RetryRule } from '#lib/policies/retrying/sequence.ts';
import type { CockatielRetryConfig } from './policy.ts';

/**
 * cockatiel's retry (src/RetryPolicy.ts, src/backoff/*.ts). The plain delay is min(maxDelay, initialDelay * 2^n) with n
 * from 0, whatever `exponent` says; full jitter is floor(rnd d), half jitter floor((d + rnd d) / 2). The decorrelated
 * generator is Polly's formula with `exponent` for its base.
 */
export function create(build: Build<CockatielRetryConfig>, budget: Budget | null): Fork {
  return new Sequence(build, budget, new CockatielRule(build));
}

const UNIT = 1 / 2_147_483_648;

class CockatielRule implements RetryRule {
  readonly mostTries: number;
  private readonly host: Host;
  private readonly backoff: CockatielRetryConfig['backoff'];
  private readonly handled: number;
  private readonly randomness: Stream;

  constructor(build: Build<CockatielRetryConfig>) {
    const { maxAttempts, backoff, handle } = build.config;
    this.host = build.host;
    this.mostTries = maxAttempts + 1;
    this.backoff = backoff;
    this.handled = maskOf(handle, ownMeanings);
    this.randomness = build.stream('jitter');
  }

  retries(attempt: Frame): boolean {
    return ((this.handled >>> this.host.frames.status[attempt]) & 1) === 1;
  }

  waitMicros(call: Frame, _: Frame, n: number): number {
    const { backoff, randomness } = this;
    if (backoff.is === 'ConstantBackoff') return msToMicros(backoff.intervalMs);
    if (backoff.generator === 'decorrelatedJitterGenerator') return this.decorrelated(call, n - 1);
    const plainMs = this.plainMs(n - 1);
    switch (backoff.generator) {
      case 'fullJitterGenerator':
        return Math.floor(randomness.uniform() * plainMs) * MICROS_PER_MS;
      case 'halfJitterGenerator':
        return Math.floor((plainMs + randomness.uniform() * plainMs) / 2) * MICROS_PER_MS;
      default:
        return plainMs * MICROS_PER_MS;
    }
  }

  private plainMs(n: number): number {
    const { backoff } = this;
    if (backoff.is === 'ConstantBackoff') return backoff.intervalMs;
    const grown = n < 31 ? backoff.initialDelayMs * (1 << n) : backoff.maxDelayMs;
    return Math.min(backoff.maxDelayMs, grown);
  }

  /** The call notes the random part of its last wait, in units of 2^-31. */
  private decorrelated(call: Frame, attempt: number): number {
    const { backoff } = this;
    if (backoff.is === 'ConstantBackoff') return 0;
    const before = attempt === 0 ? 0 : attempt - 1 + this.host.stamp(call) * UNIT;
    const word = this.randomness.next() >>> 1;
    this.host.mark(call, word);
    const grown = Math.max(0, growth(backoff.exponent, attempt + word * UNIT, before));
    return msToMicros(Math.min(grown * backoff.initialDelayMs, backoff.maxDelayMs));
  }
}
