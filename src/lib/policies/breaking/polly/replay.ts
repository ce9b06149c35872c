import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { onlyOptions, type Replays } from '#lib/base/recording.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

/** What `ShouldHandle` does not handle is a success, a cancellation among it. */
const outcomes = { success: OK, failure: ERROR, cancelled: CANCELLED, unhandled: CANCELLED };

/** Derived line by line from Polly's source. */
export const replays: Replays = {
  'polly-v8'(recording) {
    const known = ['failureRatio', 'minimumThroughput', 'samplingDurationMs', 'breakDurationMs'];
    onlyOptions(recording, known);
    const { samplingDurationMs = 30_000, breakDurationMs = 5_000, ...given } = recording.config;
    const config = {
      ...defaultsOf(policy.fields),
      ...given,
      samplingDurationSeconds: Number(samplingDurationMs) / 1_000,
      breakDurationSeconds: Number(breakDurationMs) / 1_000,
    };
    return { decisions: decisionsOf(recording, config, create, { outcomes }) };
  },
};
