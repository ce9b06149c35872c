import { defaultsOf, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import {
  envoyPresets,
  hostSelectionField,
  panicField,
  slowStartFields,
  weightsField,
} from '#lib/policies/envoy-fields.ts';

const fields = {
  weights: weightsField,
  ...slowStartFields,
  healthyPanicThresholdPercent: panicField,
  hostSelectionRetryMaxAttempts: hostSelectionField,
};
export type EnvoyRoundRobinConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'envoy-round-robin',
  label: 'Envoy round robin',
  blurb: 'Each host in turn, from a random start; different weights by earliest deadline.',
  group: 'Envoy',
  order: 55,
  fields,
  presets: envoyPresets(defaultsOf(fields)),
};
