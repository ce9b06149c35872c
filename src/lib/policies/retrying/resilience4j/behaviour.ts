import { MICROS_PER_MS } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import type { Frame, Frames } from '#lib/engine/frames.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { EVERY_FAILURE, maskOf } from '#lib/policies/retry-conditions.ts';
import { Sequence, type RetryRule } from '#lib/policies/retrying/sequence.ts';
import { exceptionMeanings, type Resilience4jRetryConfig } from './policy.ts';

/**
 * Resilience4j's Retry (resilience4j-retry/.../internal/RetryImpl.java) and IntervalFunction (resilience4j-core). It
 * works in whole ms: an exponential interval is cut to ms at each step, not once at the end (500, 750, 1125, 1687, …).
 * A random one is cut to ms from [v(1 - f), v(1 + f) + 1), and only then bounded.
 */
export function create(build: Build<Resilience4jRetryConfig>, budget: Budget | null): Fork {
  return new Sequence(build, budget, new Resilience4jRule(build));
}

class Resilience4jRule implements RetryRule {
  readonly mostTries: number;
  private readonly frames: Frames;
  private readonly retried: number;
  private readonly randomness: Stream;
  private readonly firstMs: number;
  private readonly multiplier: number;
  private readonly factor: number;
  private readonly mostMs: number;

  constructor(build: Build<Resilience4jRetryConfig>) {
    const { maxAttempts, intervalFunction, ignoreExceptions } = build.config;
    this.mostTries = maxAttempts;
    this.frames = build.host.frames;
    this.retried = EVERY_FAILURE & ~maskOf(ignoreExceptions, exceptionMeanings);
    this.randomness = build.stream('interval');
    const { is } = intervalFunction;
    const grows = is === 'exponential' || is === 'exponential-randomized';
    const isRandom = is === 'randomized' || is === 'exponential-randomized';
    this.firstMs = grows ? intervalFunction.initialIntervalMs : intervalFunction.waitDurationMs;
    this.multiplier = grows ? intervalFunction.multiplier : 1;
    this.factor = isRandom ? intervalFunction.randomizationFactor : 0;
    this.mostMs = (grows && intervalFunction.maxIntervalMs) || LONGEST_MS;
  }

  retries(attempt: Frame): boolean {
    return ((this.retried >>> this.frames.status[attempt]) & 1) === 1;
  }

  waitMicros(_: Frame, __: Frame, n: number): number {
    let ms = this.firstMs;
    for (let step = 1; step < n; step++) ms = Math.min(Math.floor(ms * this.multiplier), LONGEST_MS);
    if (this.factor > 0) ms = this.randomized(ms);
    return Math.min(ms, this.mostMs) * MICROS_PER_MS;
  }

  private randomized(ms: number): number {
    const delta = this.factor * ms;
    const least = ms - delta;
    return Math.max(1, Math.floor(least + this.randomness.uniform() * (2 * delta + 1)));
  }
}

/** Longer waits than an engine can plan are as good as never. */
const LONGEST_MS = 2_000_000;
