import { choice, defaultsOf, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import {
  envoyPresets,
  hostSelectionField,
  panicField,
  slowStartFields,
  weightsField,
} from '#lib/policies/envoy-fields.ts';

const source = 'Envoy';

const fields = {
  selectionMethod: choice<'N_CHOICES' | 'FULL_SCAN'>({
    label: 'selection_method',
    help: 'Of hosts of equal weight: N_CHOICES draws some and takes the least busy of them, FULL_SCAN the least busy of all.',
    options: { N_CHOICES: 'N_CHOICES', FULL_SCAN: 'FULL_SCAN' },
    default: 'N_CHOICES',
    source,
  }),
  choiceCount: number({
    label: 'choice_count',
    help: 'So many hosts are drawn at random, perhaps one twice; of these the least busy is taken.',
    unit: '',
    min: 2,
    max: 32,
    integer: true,
    default: 2,
    source,
  }),
  weights: weightsField,
  activeRequestBias: number({
    label: 'active_request_bias',
    help: 'With different weights: how much calls under way lower a weight; 0 = not at all.',
    unit: '',
    min: 0,
    max: 10,
    default: 1,
    source,
  }),
  ...slowStartFields,
  healthyPanicThresholdPercent: panicField,
  hostSelectionRetryMaxAttempts: hostSelectionField,
};
export type LeastRequestConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'least-request',
  label: 'Envoy least request',
  blurb: 'The less busy of two hosts drawn at random: the power of two choices.',
  group: 'Envoy',
  order: 60,
  fields,
  presets: envoyPresets(defaultsOf(fields)),
};
