import { number, text, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import { callerCaches } from './caller-caches.ts';

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
  callerCache: variant<Variant>({
    label: 'Keeps addresses',
    help: 'Of a name that DNS resolved: what this caller keeps, if not as the registry’s mechanism says of all callers.',
    options: { mechanism: { label: 'as the mechanism says', fields: {} }, ...callerCaches },
    default: { is: 'mechanism' },
    source: 'Halfopen',
  }),
};
export type LookupConfig = ConfigOf<typeof lookupFields>;

/** The reason a registry gives for refusing to renew a lease that it does not hold. */
export const UNKNOWN_LEASE = 'unknown lease';
