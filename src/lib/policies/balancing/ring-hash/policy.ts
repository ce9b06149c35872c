import { defaultsOf, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import {
  envoyPresets,
  hashKeyField,
  hostSelectionField,
  panicField,
  weightsField,
} from '#lib/policies/envoy-fields.ts';

const source = 'Envoy';

const fields = {
  hashKey: hashKeyField,
  minimumRingSize: number({
    label: 'minimum_ring_size',
    help: 'Points on the ring at least; the more, the more even.',
    unit: '',
    min: 1,
    max: 65_536,
    integer: true,
    default: 1_024,
    source,
  }),
  maximumRingSize: number({
    label: 'maximum_ring_size',
    unit: '',
    min: 1,
    max: 8_388_608,
    integer: true,
    default: 8_388_608,
    source,
  }),
  weights: weightsField,
  healthyPanicThresholdPercent: panicField,
  hostSelectionRetryMaxAttempts: hostSelectionField,
};
export type RingHashConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'ring-hash',
  label: 'Envoy ring hash',
  blurb: 'Consistent hashing: a key keeps its host, and when a host goes few keys of others move.',
  group: 'Envoy',
  order: 80,
  fields,
  presets: envoyPresets(defaultsOf(fields)),
};
