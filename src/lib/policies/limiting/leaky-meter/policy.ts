import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const fields = {
  capacity: number({
    label: 'Bucket',
    help: 'Requests that fit in at once.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 20,
    source: 'Halfopen',
  }),
  leakPerSecond: number({
    label: 'Leak',
    help: 'Requests that leak out of it each second.',
    unit: '/s',
    min: 0.001,
    max: 1_000_000,
    default: 20,
    source: 'Halfopen',
  }),
  ...keyFields('global', 'Halfopen'),
};
export type LeakyMeterConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'leaky-meter',
  label: 'Leaky bucket (meter)',
  blurb: 'A request pours into a leaking bucket, and is refused when it would run over.',
  group: 'Textbook',
  order: 14,
  fields,
};
