import { choice, defaultsOf, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import {
  envoyPresets,
  hashKeyField,
  hostSelectionField,
  panicField,
  weightsField,
} from '#lib/policies/envoy-fields.ts';

const fields = {
  hashKey: hashKeyField,
  tableSize: choice<'251' | '2039' | '16381' | '65537'>({
    label: 'table_size',
    help: 'A prime: more places are more even, and take longer to fill when hosts change.',
    options: { '251': '251', '2039': '2,039', '16381': '16,381', '65537': '65,537' },
    default: '65537',
    source: 'Envoy',
  }),
  weights: weightsField,
  healthyPanicThresholdPercent: panicField,
  hostSelectionRetryMaxAttempts: hostSelectionField,
};
export type MaglevConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'maglev',
  label: 'Envoy Maglev',
  blurb: 'Consistent hashing by table: almost perfectly even, and few keys move when a host goes.',
  group: 'Envoy',
  order: 85,
  fields,
  presets: envoyPresets(defaultsOf(fields)),
};
