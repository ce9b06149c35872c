import { duration } from '#lib/base/duration.ts';
import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';

const fields = {
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
  blurb: 'Knows who is alive: leases, heartbeats, watches.',
  family: 'services',
  order: 30,
  icon: 'M4 5h16M4 10h16M4 15h10M4 20h10M19 15l2 2-4 4-2-2z',
  takes: 'registry',
  ports: {},
  fields,
};
