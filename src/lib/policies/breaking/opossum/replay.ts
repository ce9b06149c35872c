import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { onlyOptions, Unsupported, type Recording, type Replays } from '#lib/base/recording.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { decisionsOf } from '#lib/engine/lone-replay.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

/** opossum's own option names by ours, which end in their unit. */
const OPTIONS: Readonly<Record<string, string>> = {
  timeout: 'timeoutMs',
  resetTimeout: 'resetTimeoutMs',
  errorThresholdPercentage: 'errorThresholdPercentage',
  volumeThreshold: 'volumeThreshold',
  rollingCountTimeout: 'rollingCountTimeoutMs',
  rollingCountBuckets: 'rollingCountBuckets',
  capacity: 'capacity',
  errorFilter: 'errorFilter',
  allowWarmUp: 'allowWarmUp',
};
const LONGEST_TIMEOUT_MS = 3_600_000;

/** Recorded with opossum 10 and fake timers; `ignored` is what its error filter names. */
export const replays: Replays = {
  opossum(recording) {
    onlyOptions(recording, Object.keys(OPTIONS));
    const outcomes = { success: OK, failure: ERROR, ignored: CANCELLED };
    const reasons = { 'semaphore locked': 'semaphore' };
    return { decisions: decisionsOf(recording, configOf(recording), create, { outcomes, reasons }) };
  },
};

function configOf({ config }: Recording): object {
  // `??`: null is as good as left out.
  const given = Object.entries(config).filter(([, value]) => value !== null);
  const defaults: Readonly<Record<string, unknown>> = defaultsOf(policy.fields);
  const all = { ...defaults, ...Object.fromEntries(given.map(([name, value]) => [OPTIONS[name], value])) };
  const timeoutMs = Number(all.timeoutMs); // `false` is none
  if (timeoutMs > LONGEST_TIMEOUT_MS) throw new Unsupported('a timeout of more than an hour');
  return {
    ...all,
    timeoutMs,
    errorFilter: Boolean(all.errorFilter),
    // No window and no buckets are the usual ones, but a warm-up of that length is over at once.
    allowWarmUp: all.allowWarmUp === true && all.rollingCountTimeoutMs !== 0,
    rollingCountTimeoutMs: all.rollingCountTimeoutMs || defaults.rollingCountTimeoutMs,
    rollingCountBuckets: all.rollingCountBuckets || defaults.rollingCountBuckets,
    // What is no whole number is not heeded.
    capacity: Number.isInteger(all.capacity) ? all.capacity : Number.MAX_SAFE_INTEGER,
    volumeThreshold: Number.isInteger(all.volumeThreshold) ? all.volumeThreshold : 0,
  };
}
