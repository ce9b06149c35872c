import { number, text, type ConfigOf } from '#lib/base/schema.ts';

/** Settings of an edge along which an instance announces itself, or two registries talk. How, is the registry's mechanism. */
export const registryFields = {
  timeoutMs: number({
    label: 'Time-out',
    help: 'After which a lookup or heartbeat counts as failed.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 5_000,
    source: 'Halfopen',
  }),
};

/** Settings of an edge along which a caller looks up where its callees are. */
export const lookupFields = {
  ...registryFields,
  datacenter: text({
    label: 'Datacenter',
    help: 'Asks for the instances there, through the registry’s own connection to it (Consul ?dc=). Empty: the registry’s own.',
    maxLength: 60,
    default: '',
    source: 'Consul',
  }),
};
export type LookupConfig = ConfigOf<typeof lookupFields>;

/** The reason a registry gives for refusing to renew a lease that it does not hold. */
export const UNKNOWN_LEASE = 'unknown lease';
