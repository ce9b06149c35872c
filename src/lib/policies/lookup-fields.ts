import { flag, number, type ConfigOf } from '#lib/base/schema.ts';

const timeout = number({
  label: 'Time-out',
  help: 'After which a lookup or heartbeat counts as failed.',
  unit: 'ms',
  min: 1,
  max: 600_000,
  default: 5_000,
  source: 'Halfopen',
});

/** Settings of an edge along which a caller looks up where its callees are. */
export const lookupFields = {
  refreshSeconds: number({
    label: 'Refresh',
    help: 'Age at which a copy of the instance list is asked for anew, while the old copy serves on.',
    unit: 's',
    min: 0.1,
    max: 3_600,
    default: 5,
    source: 'Halfopen',
  }),
  watch: flag({
    label: 'Watch',
    help: 'The registry tells the holder of a copy of every change at once.',
    default: true,
    source: 'Halfopen',
  }),
  timeoutMs: timeout,
};
export type LookupConfig = ConfigOf<typeof lookupFields>;

/** Settings of an edge along which instances announce themselves. */
export const registrationFields = {
  heartbeatSeconds: number({
    label: 'Heartbeat',
    help: 'How often each instance renews its lease; the first beat falls at random within one interval.',
    unit: 's',
    min: 0.1,
    max: 600,
    default: 10,
    source: 'course',
  }),
  timeoutMs: timeout,
};
export type RegistrationConfig = ConfigOf<typeof registrationFields>;

/** The reason a registry gives for refusing to renew a lease that it does not hold. */
export const UNKNOWN_LEASE = 'unknown lease';
