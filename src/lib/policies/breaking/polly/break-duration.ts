import { sToMicros } from '#lib/base/time.ts';
import type { PollyConfig } from './policy.ts';
import type { RollingHealth } from './rolling-health.ts';

/** Where breaks stop to grow: some three years, and micros are still whole. */
const LONGEST_MICROS = 1e14;

/**
 * Polly's BreakDurationGenerator: a function of what the breaker knows when it opens, which replaces BreakDuration: by its
 * failures, as in its documentation's example, or by how often it has been half-open in vain (`HalfOpenAttempts`).
 */
export class BreakDuration {
  private readonly micros: number;

  constructor(private readonly config: PollyConfig) {
    this.micros = sToMicros(config.breakDurationSeconds);
  }

  /** In micros, of a break that begins now after so many half-open attempts in vain. */
  next(health: RollingHealth, now: number, halfOpenAttempts: number): number {
    const { breakDurationGenerator: generator } = this.config;
    switch (generator.is) {
      case 'none':
        return this.micros;
      case 'failure-count':
        return sToMicros(generator.secondsPerFailure) * health.failuresAt(now);
      default:
        return this.grown(generator.factor, sToMicros(generator.maxSeconds), halfOpenAttempts);
    }
  }

  private grown(factor: number, most: number, times: number): number {
    let micros = this.micros;
    for (let n = 0; n < times && micros < most; n++) {
      const longer = micros * factor;
      if (longer === micros) break;
      micros = longer;
    }
    return Math.round(Math.min(micros, most, LONGEST_MICROS));
  }
}
