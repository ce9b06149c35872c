import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { onlyOptions, Unsupported, type Recording, type Replays } from '#lib/base/recording.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';
import type { ReadyToTrip } from './policy.ts';

const outcomes = { success: OK, failure: ERROR, excluded: CANCELLED };

/** Recorded with sony/gobreaker v2 under a simulated clock. */
export const replays: Replays = {
  gobreaker(recording) {
    onlyOptions(recording, ['timeoutMs', 'maxRequests', 'intervalMs', 'bucketPeriodMs', 'readyToTrip']);
    return { decisions: decisionsOf(recording, configOf(recording), create, { outcomes }) };
  },
};

function configOf({ config }: Recording): object {
  const { timeoutMs, maxRequests, intervalMs, bucketPeriodMs, readyToTrip } = config;
  return {
    timeoutSeconds: Number(timeoutMs ?? 0) / 1_000,
    maxRequests: maxRequests ?? 0,
    intervalSeconds: Number(intervalMs ?? 0) / 1_000,
    bucketPeriodSeconds: Number(bucketPeriodMs ?? 0) / 1_000,
    readyToTrip: readyToTripOf(readyToTrip),
    isSuccessful: [],
    isExcluded: [{ on: 'cancelled' }], // what stands for `excluded` here
  };
}

/** "requests,ratio"; gobreaker's default when nothing is said. */
function readyToTripOf(told: unknown): ReadyToTrip {
  if (told === undefined) return { is: 'consecutive-failures', consecutiveFailures: 5 };
  const [requests, failureRatio, ...more] = String(told).split(',').map(Number);
  if (!(requests >= 0 && failureRatio >= 0) || more.length > 0) {
    throw new Unsupported(`readyToTrip is “requests,ratio”, not “${String(told)}”`);
  }
  return { is: 'requests-and-ratio', requests, failureRatio };
}
