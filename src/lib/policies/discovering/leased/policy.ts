import { flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { Mechanism } from '#lib/policies/definition.ts';

const fields = {
  heartbeatSeconds: number({
    label: 'Heartbeat',
    help: 'How often each instance renews its lease; the first beat falls at random within one interval.',
    unit: 's',
    min: 0.1,
    max: 600,
    default: 10,
    source: 'course',
  }),
  leaseSeconds: number({
    label: 'Lease',
    help: 'Silence after which an instance is dropped.',
    unit: 's',
    min: 0.1,
    max: 3_600,
    default: 30,
    source: 'course',
  }),
  sweepSeconds: number({
    label: 'Sweep',
    help: 'How often leases are looked through; an ended lease is noticed here.',
    unit: 's',
    min: 0.01,
    max: 600,
    default: 1,
    source: 'Halfopen',
  }),
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
};
export type LeasedConfig = ConfigOf<typeof fields>;

export const policy: Mechanism = {
  family: 'discovering',
  policy: 'leased',
  label: 'Leases and watches',
  blurb: 'Instances renew a lease by heartbeats and are dropped after a silence; callers are told at once.',
  group: 'Textbook',
  order: 10,
  fields,
};
