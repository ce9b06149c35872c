import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { NEVER, type Fork } from '#lib/engine/contract.ts';
import type { Budget } from '#lib/policies/budgeting/contract.ts';
import { dotnetMeanings } from '#lib/policies/dotnet-exceptions.ts';
import { maskOf } from '#lib/policies/retry-conditions.ts';
import { Hedging } from '#lib/policies/retrying/hedging.ts';
import type { PollyHedgingConfig } from './policy.ts';

/**
 * Polly v8's Hedging (src/Polly.Core/Hedging/{HedgingResilienceStrategy,Controller/HedgingExecutionContext}.cs). A
 * handled failure starts the next try at once; an unhandled outcome, good or bad, is accepted. When all have failed the
 * outcome is the first try's.
 */
export function create(build: Build<PollyHedgingConfig>, budget: Budget | null): Fork {
  const { MaxHedgedAttempts, Delay, ShouldHandle } = build.config;
  return new Hedging(build, budget, {
    mostTries: MaxHedgedAttempts + 1,
    delayMicros: Delay.is === 'infinite' ? NEVER : msToMicros(Delay.DelayMs),
    waived: maskOf(ShouldHandle, dotnetMeanings),
    endsWhenRefused: false,
    endsAsFirst: true,
    heedsPushback: false,
  });
}
