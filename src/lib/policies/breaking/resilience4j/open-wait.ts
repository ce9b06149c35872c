import type { Build } from '#lib/engine/build.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Resilience4jConfig } from './policy.ts';

/** Where waits stop to grow: some seventeen years. */
const LONGEST_WAIT_MS = 550_000_000_000;

/**
 * Resilience4j's IntervalFunction, as its Spring Boot properties choose it: how long the open state lasts, in whole ms. An
 * exponential wait is cut to whole ms at each step, then randomized if so wished, then capped.
 */
export class OpenWait {
  private readonly config: Resilience4jConfig;
  private readonly stream: Stream;

  constructor(build: Build<Resilience4jConfig>) {
    this.config = build.config;
    this.stream = build.stream('open-wait');
  }

  /** Of the first, second, … time that it opens in a row. */
  of(attempt: number): number {
    const { enableExponentialBackoff, enableRandomizedWait, waitDurationInOpenStateMs } = this.config;
    let wait = enableExponentialBackoff ? this.exponential(attempt) : waitDurationInOpenStateMs;
    if (enableRandomizedWait) wait = this.randomized(wait);
    const { exponentialMaxWaitDurationInOpenStateMs: most } = this.config;
    return enableExponentialBackoff && most > 0 ? Math.min(wait, most) : wait;
  }

  private exponential(attempt: number): number {
    const { waitDurationInOpenStateMs, exponentialBackoffMultiplier } = this.config;
    let wait = waitDurationInOpenStateMs;
    for (let n = 1; n < attempt && wait < LONGEST_WAIT_MS; n++) {
      const longer = Math.floor(wait * exponentialBackoffMultiplier);
      if (longer === wait) break;
      wait = longer;
    }
    return Math.min(wait, LONGEST_WAIT_MS);
  }

  /** Evenly from `wait * (1 - factor)` to `wait * (1 + factor)`, in whole ms and never none. */
  private randomized(wait: number): number {
    const delta = this.config.randomizedWaitFactor * wait;
    const least = wait - delta;
    return Math.max(1, Math.floor(least + this.stream.uniform() * (2 * delta + 1)));
  }
}
