import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { maskOf } from '#lib/policies/retry-conditions.ts';
import { Sequence, type RetryRule } from '#lib/policies/retrying/sequence.ts';
import { LONGEST_MICROS } from '#lib/policies/retrying/tries.ts';
import { failureMeanings, type FinagleRetryConfig } from './policy.ts';

/**
 * Finagle's RetryPolicy.tries and its Backoff (finagle-core/.../service/RetryPolicy.scala, Backoff.scala). Every strategy
 * waits `start` first, and stays at `maximum` once it came there. After a wait w: decorrelated = w + rnd(0, 2w); equal =
 * h + rnd(0, h) with h = start * 2^(n-2) before the n-th retry; exponential jitter = rnd(0, w * 2^(n-1)), of the random w.
 */
export function create(build: Build<FinagleRetryConfig>, budget: Budget | null): Fork {
  return new Sequence(build, budget, new FinagleRule(build));
}

/** From here on 2^n exceeds every maximum. */
const MOST_SHIFT = 30;

class FinagleRule implements RetryRule {
  readonly mostTries: number;
  private readonly host: Host;
  private readonly backoff: FinagleRetryConfig['backoff'];
  private readonly retried: number;
  private readonly startMicros: number;
  private readonly mostMicros: number;
  private readonly randomness: Stream;

  constructor(build: Build<FinagleRetryConfig>) {
    const { numTries, backoff, shouldRetry } = build.config;
    this.host = build.host;
    this.mostTries = numTries;
    this.backoff = backoff;
    this.retried = maskOf(shouldRetry, failureMeanings);
    this.mostMicros = backoff.is === 'const' ? LONGEST_MICROS : msToMicros(backoff.maximumMs);
    this.startMicros = Math.min(msToMicros(backoff.startMs), this.mostMicros);
    this.randomness = build.stream('backoff');
  }

  retries(attempt: Frame): boolean {
    return ((this.retried >>> this.host.frames.status[attempt]) & 1) === 1;
  }

  /** The call notes its last wait. */
  waitMicros(call: Frame, _: Frame, n: number): number {
    const wait = n === 1 ? this.startMicros : Math.min(this.next(this.host.stamp(call), n), this.mostMicros);
    this.host.mark(call, wait);
    return wait;
  }

  private next(last: number, n: number): number {
    const { backoff, mostMicros, startMicros } = this;
    if (last === mostMicros) return mostMicros;
    switch (backoff.is) {
      case 'const':
        return startMicros;
      case 'linear':
        return last + msToMicros(backoff.offsetMs);
      case 'exponential':
        return last * backoff.multiplier;
      case 'decorrelatedJittered':
        return last + this.below(Math.min(last * 3, mostMicros) - last);
      case 'equalJittered': {
        const half = Math.min(doubled(startMicros, n - 2), mostMicros);
        return half + this.below(half);
      }
      default: {
        const most = Math.min(doubled(last, n - 1), mostMicros);
        return most === mostMicros ? mostMicros : this.below(most);
      }
    }
  }

  private below(micros: number): number {
    return micros > 0 ? this.randomness.below(micros) : 0;
  }
}

function doubled(micros: number, times: number): number {
  return micros * (1 << Math.min(times, MOST_SHIFT));
}
