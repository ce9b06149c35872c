import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Fork } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { dotnetMeanings } from '#lib/policies/dotnet-exceptions.ts';
import { maskOf } from '#lib/policies/retry-conditions.ts';
import { growth } from '#lib/policies/retrying/decorrelated-jitter.ts';
import { Sequence, type RetryRule } from '#lib/policies/retrying/sequence.ts';
import { LONGEST_MICROS } from '#lib/policies/retrying/tries.ts';
import type { PollyRetryConfig } from './policy.ts';

/**
 * Polly v8's Retry (src/Polly.Core/Retry/RetryHelper.cs). With attempt from 0: constant = Delay, linear = (attempt + 1)
 * Delay, exponential = 2^attempt Delay. Jitter spreads the first two by a quarter each way, and makes the third
 * DecorrelatedJitterBackoffV2. MaxDelay bounds what comes out.
 */
export function create(build: Build<PollyRetryConfig>, budget: Budget | null): Fork {
  return new Sequence(build, budget, new PollyRule(build));
}

const JITTER = 0.5;
const FACTOR = 2;
const UNIT = 1 / 2_147_483_648;

class PollyRule implements RetryRule {
  readonly mostTries: number;
  private readonly host: Host;
  private readonly config: PollyRetryConfig;
  private readonly handled: number;
  private readonly delayMicros: number;
  private readonly mostMicros: number;
  private readonly jitter: Stream;

  constructor(build: Build<PollyRetryConfig>) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.mostTries = config.MaxRetryAttempts + 1;
    this.handled = maskOf(config.ShouldHandle, dotnetMeanings);
    this.delayMicros = msToMicros(config.DelayMs);
    this.mostMicros = config.MaxDelayMs === 0 ? LONGEST_MICROS : msToMicros(config.MaxDelayMs);
    this.jitter = build.stream('jitter');
  }

  retries(attempt: Frame): boolean {
    return ((this.handled >>> this.host.frames.status[attempt]) & 1) === 1;
  }

  waitMicros(call: Frame, _: Frame, n: number): number {
    return Math.min(this.delay(call, n - 1), this.mostMicros);
  }

  private delay(call: Frame, attempt: number): number {
    const { delayMicros } = this;
    const { BackoffType, UseJitter } = this.config;
    if (delayMicros === 0) return 0;
    if (BackoffType === 'Exponential') {
      return UseJitter ? this.decorrelated(call, attempt) : delayMicros * powerOfTwo(attempt);
    }
    const plain = BackoffType === 'Linear' ? delayMicros * (attempt + 1) : delayMicros;
    return UseJitter ? plain + plain * JITTER * (this.jitter.uniform() - 0.5) : plain;
  }

  /** The call notes the random part of its last wait, in units of 2^-31: the wait before is known from it. */
  private decorrelated(call: Frame, attempt: number): number {
    const before = attempt === 0 ? 0 : attempt - 1 + this.host.stamp(call) * UNIT;
    const word = this.jitter.next() >>> 1;
    this.host.mark(call, word);
    return growth(FACTOR, attempt + word * UNIT, before) * this.delayMicros;
  }
}

function powerOfTwo(n: number): number {
  return n < 30 ? 1 << n : LONGEST_MICROS;
}
