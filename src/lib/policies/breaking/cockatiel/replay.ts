import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { onlyOptions, Unsupported, type Recording, type Replay, type Replays } from '#lib/base/recording.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';
import type { BreakerConfig } from './policy.ts';

const POLICY_OPTIONS = ['library', 'halfOpenAfterMs', 'halfOpenSampling'];
const outcomes = { success: OK, failure: ERROR, unhandled: CANCELLED };

/** Recorded with cockatiel 4 and fake timers: its three breakers behind `circuitBreaker`. */
export const replays: Replays = {
  consecutive: (recording) =>
    replay(recording, ['threshold'], ({ threshold }) => ({ is: 'consecutive', threshold })),
  'cockatiel-count': (recording) =>
    replay(recording, ['threshold', 'size', 'minimumNumberOfCalls'], (given) => ({
      is: 'count',
      threshold: given.threshold,
      size: given.size,
      minimumNumberOfCalls: given.minimumNumberOfCalls ?? 0,
    })),
  'cockatiel-sampling': (recording) =>
    replay(recording, ['threshold', 'durationMs', 'minimumRps'], (given) => ({
      is: 'sampling',
      threshold: given.threshold,
      durationMs: given.durationMs,
      minimumRps: given.minimumRps ?? 0,
    })),
};

function replay(
  recording: Recording,
  options: readonly string[],
  breakerOf: (given: Readonly<Record<string, number>>) => BreakerConfig,
): Replay {
  onlyOptions(recording, [...POLICY_OPTIONS, ...options]);
  const { library = 'cockatiel', halfOpenAfterMs, halfOpenSampling } = recording.config;
  if (library !== 'cockatiel') throw new Unsupported(`unknown library “${String(library)}”`);
  for (const [name, value] of Object.entries({ halfOpenAfterMs, threshold: recording.config.threshold })) {
    if (typeof value !== 'number') throw new Unsupported(`${name} has no default and is not a number`);
  }
  const sampling = { calls: 1, threshold: 0, ...(halfOpenSampling as object | undefined) };
  const config = {
    breaker: breakerOf(recording.config as Readonly<Record<string, number>>),
    halfOpenAfter: { is: 'constant', halfOpenAfterMs },
    halfOpenCalls: sampling.calls,
    halfOpenThreshold: sampling.threshold,
    unhandled: [{ on: 'cancelled' }], // what stands for `unhandled` here
  };
  return { decisions: decisionsOf(recording, config, create, { outcomes }) };
}
