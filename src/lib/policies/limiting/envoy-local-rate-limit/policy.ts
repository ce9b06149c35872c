import { choice, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const example = 'Envoy documentation, example';

const fields = {
  max_tokens: number({
    label: 'max_tokens',
    help: 'The bucket; it is full at first.',
    unit: '',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 10,
    source: example,
  }),
  tokens_per_fill: number({
    label: 'tokens_per_fill',
    unit: '',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 1,
    source: 'Envoy',
  }),
  fill_interval_ms: number({
    label: 'fill_interval',
    help: 'At least 50 ms.',
    unit: 'ms',
    min: 50,
    max: 86_400_000,
    integer: true,
    default: 50,
    source: 'Envoy: least allowed',
  }),
  refill: choice({
    label: 'Token bucket',
    options: { atomic: 'continuous (AtomicTokenBucket)', timer: 'by timer, in steps (older)' },
    default: 'atomic',
    source: 'Envoy',
  }),
  ...keyFields('global', 'Envoy'),
};
export type EnvoyLocalRateLimitConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'envoy-local-rate-limit',
  label: 'Envoy local rate limit',
  blurb: 'A token bucket in each proxy, refilled by a timer or continuously.',
  group: 'Envoy',
  order: 60,
  presets: [
    {
      name: 'documentation',
      label: 'Envoy documentation: 1,000 a second',
      config: {
        max_tokens: 1_000,
        tokens_per_fill: 1_000,
        fill_interval_ms: 1_000,
        refill: 'atomic',
        key: 'global',
        maxKeys: 256,
      },
    },
    {
      name: 'istio',
      label: 'Istio task: 10 a minute',
      config: {
        max_tokens: 10,
        tokens_per_fill: 10,
        fill_interval_ms: 60_000,
        refill: 'atomic',
        key: 'global',
        maxKeys: 256,
      },
    },
  ],
  fields,
};
