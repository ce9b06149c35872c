import { duration } from '#lib/base/duration.ts';
import { defaultsOf, number, variant, type ConfigOf } from '#lib/base/schema.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';
import { registryFields } from '#lib/policies/lookup-fields.ts';
import { optionsOf } from '#lib/policies/policies.ts';

const fields = {
  mechanism: variant({
    label: 'Mechanism',
    help: 'How instances are known to be alive, and how their callers learn of it. All of its settings, on both sides, are here.',
    options: optionsOf('discovering'),
    default: { is: 'leased', ...defaultsOf(optionsOf('discovering').leased.fields) },
    source: 'course',
  }),
  threads: number({
    label: 'Threads',
    unit: '',
    min: 1,
    max: 10_000,
    integer: true,
    default: 64,
    source: 'Halfopen',
  }),
  queueLimit: number({
    label: 'Longest queue',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 1_000,
    source: 'Halfopen',
  }),
  operationTime: duration({
    label: 'Operation time',
    help: 'Work per registration, heartbeat or lookup.',
    default: { is: 'constant', ms: 5 },
    source: 'course (assumed)',
  }),
};
export type RegistryConfig = ConfigOf<typeof fields>;

export const kind: KindDefinition = {
  kind: 'registry',
  label: 'Registry',
  blurb: 'Knows who is alive: leases, checks, Eureka, Consul, DNS.',
  family: 'services',
  order: 30,
  icon: 'M4 5h16M4 10h16M4 15h10M4 20h10M19 15l2 2-4 4-2-2z',
  takes: 'registry',
  ports: { registry: { label: 'Asks', fields: registryFields } },
  fields,
};
