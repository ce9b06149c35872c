import { CANCELLED, ERROR, OK, QUEUE_FULL, TIMED_OUT } from '#lib/base/outcomes.ts';
import { onlyOptions, type Replays } from '#lib/base/recording.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const outcomes = {
  success: OK,
  failure: ERROR,
  timeout: TIMED_OUT,
  'thread-pool-rejected': QUEUE_FULL,
  'bad-request': 'bad request',
  cancelled: CANCELLED,
};

/** Recorded with Hystrix's own breaker and health stream under a simulated clock. */
export const replays: Replays = {
  hystrix(recording) {
    onlyOptions(recording, Object.keys(policy.fields));
    const config = { ...defaultsOf(policy.fields), ...recording.config };
    return { decisions: decisionsOf(recording, config, create, { outcomes }) };
  },
};
