import {
  CANCELLED,
  CONNECTION_REFUSED,
  ERROR,
  NO_INSTANCE,
  outcomeCode,
  QUEUE_FULL,
  RESET,
  TIMED_OUT,
} from '#lib/base/outcomes.ts';

/** What an observed call says of its server. */
export const VERDICT = { good: 0, bad: 1, nothing: 2 } as const;

/** layer4: could it be connected to? */
export const LAYER4 = new Uint8Array(16);
/** layer7: statuses outside 100 to 499, 501 and 505, time-outs and broken answers are bad, and so is no connection. */
export const LAYER7 = new Uint8Array(16);

const PARTITIONED = outcomeCode('partitioned');
for (const outcome of [CONNECTION_REFUSED, PARTITIONED]) LAYER4[outcome] = LAYER7[outcome] = VERDICT.bad;
for (const outcome of [ERROR, TIMED_OUT, RESET, QUEUE_FULL, NO_INSTANCE, outcomeCode('fast-failed')]) {
  LAYER7[outcome] = VERDICT.bad;
}
LAYER4[CANCELLED] = LAYER7[CANCELLED] = VERDICT.nothing;
