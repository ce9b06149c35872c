import { onlyOptions, type Replays } from '#lib/base/recording.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';

/** The course's rule as a table of arrivals and decisions, in the form of the products' recordings. */
export const replays: Replays = {
  course(recording) {
    onlyOptions(recording, ['failureThreshold', 'cooldownMs', 'successThreshold']);
    const { failureThreshold = 5, cooldownMs = 30_000, successThreshold = 2 } = recording.config;
    const config = { failureThreshold, cooldownSeconds: (cooldownMs as number) / 1_000, successThreshold };
    return { decisions: decisionsOf(recording, config, create) };
  },
};
