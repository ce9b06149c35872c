import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { onlyOptions, type Replays } from '#lib/base/recording.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';

const outcomes = { success: OK, failure: ERROR, cancelled: CANCELLED };

/** The course’s rule as a table of arrivals and decisions, in the form of the products’ recordings. */
export const replays: Replays = {
  course(recording) {
    onlyOptions(recording, ['failureThreshold', 'cooldownMs', 'successThreshold']);
    const { failureThreshold = 5, cooldownMs = 30_000, successThreshold = 2 } = recording.config;
    const config = { failureThreshold, cooldownSeconds: Number(cooldownMs) / 1_000, successThreshold };
    return { decisions: decisionsOf(recording, config, create, { outcomes }) };
  },
};
