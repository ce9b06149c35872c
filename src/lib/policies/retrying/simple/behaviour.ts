import { MICROS_PER_MS, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { maskOf, ownMeanings } from '#lib/policies/retry-conditions.ts';
import { Sequence, type RetryRule } from '#lib/policies/retrying/sequence.ts';
import { LONGEST_MICROS } from '#lib/policies/retrying/tries.ts';
import type { SimpleRetryConfig } from './policy.ts';

/**
 * The textbook's retry, with the jitters of the AWS Architecture Blog ("Exponential Backoff And Jitter", 2015) as its
 * simulator has them (aws-arch-backoff-simulator, src/backoff_simulator.py): e = min(cap, base * 2^n) with n from 1;
 * full = rnd(0, e), equal = e/2 + rnd(0, e/2), decorrelated = min(cap, rnd(base, 3 * the last wait)).
 */
export function create(build: Build<SimpleRetryConfig>, budget: Budget | null): Fork {
  return new Sequence(build, budget, new SimpleRule(build));
}

class SimpleRule implements RetryRule {
  readonly mostTries: number;
  private readonly host: Host;
  private readonly config: SimpleRetryConfig;
  private readonly retried: number;
  private readonly baseMicros: number;
  private readonly capMicros: number;
  private readonly jitter: Stream;

  constructor(build: Build<SimpleRetryConfig>) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.mostTries = config.maxAttempts;
    this.retried = maskOf(config.retryOn, ownMeanings);
    this.baseMicros = msToMicros(config.baseMs);
    this.capMicros = msToMicros(config.capMs);
    this.jitter = build.stream('jitter');
  }

  /** What a layer notes of a call is here its last wait, which decorrelated jitter grows from. */
  opened(call: Frame): void {
    this.host.mark(call, this.baseMicros);
  }

  retries(attempt: Frame): boolean {
    return ((this.retried >>> this.host.frames.status[attempt]) & 1) === 1;
  }

  waitMicros(call: Frame, attempt: Frame, n: number): number {
    const wait = Math.min(Math.round(this.jittered(call, n)), LONGEST_MICROS);
    this.host.mark(call, wait);
    const saidMs = this.host.frames.result[attempt];
    return this.config.respectRetryAfter ? Math.max(wait, saidMs * MICROS_PER_MS) : wait;
  }

  private jittered(call: Frame, n: number): number {
    const { baseMicros, capMicros } = this;
    switch (this.config.jitter) {
      case 'full':
        return this.jitter.uniform() * this.expected(n);
      case 'equal':
        return this.expected(n) * (0.5 + 0.5 * this.jitter.uniform());
      case 'decorrelated': {
        const widest = Math.max(0, this.host.stamp(call) * 3 - baseMicros);
        return Math.min(capMicros, baseMicros + this.jitter.uniform() * widest);
      }
      default:
        return this.expected(n);
    }
  }

  private expected(n: number): number {
    const { baseMicros, capMicros } = this;
    switch (this.config.backoff) {
      case 'constant':
        return Math.min(capMicros, baseMicros);
      case 'linear':
        return Math.min(capMicros, baseMicros * n);
      default:
        return Math.min(capMicros, baseMicros * (1 << n));
    }
  }
}
