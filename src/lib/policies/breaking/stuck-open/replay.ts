import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { onlyOptions, type Replays } from '#lib/base/recording.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';

const outcomes = { success: OK, failure: ERROR, cancelled: CANCELLED };

/** The breaker without a way back as a table of arrivals and decisions, in the form of the products’ recordings. */
export const replays: Replays = {
  'stuck-open'(recording) {
    onlyOptions(recording, ['failureThreshold']);
    const { failureThreshold = 5 } = recording.config;
    const config = { failureThreshold };
    return { decisions: decisionsOf(recording, config, create, { outcomes }) };
  },
};
