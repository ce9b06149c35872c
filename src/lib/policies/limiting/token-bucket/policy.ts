import { number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

export type Refill =
  | Readonly<{ is: 'continuous'; tokensPerSecond: number }>
  | Readonly<{ is: 'stepped'; tokens: number; intervalMs: number }>;

const source = 'Halfopen';
const tokensPerSecond = number({
  label: 'Tokens per second',
  unit: '/s',
  min: 0.001,
  max: 1_000_000,
  default: 20,
  source,
});
const tokens = number({
  label: 'Tokens at a time',
  unit: '',
  min: 1,
  max: 1_000_000,
  integer: true,
  default: 20,
  source,
});
const intervalMs = number({
  label: 'Every',
  unit: 'ms',
  min: 0.001,
  max: 86_400_000,
  default: 1_000,
  source,
});

const fields = {
  capacity: number({
    label: 'Bucket',
    help: 'Tokens that fit in; it is full at first. A burst of so many gets through.',
    unit: '',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 20,
    source,
  }),
  refill: variant<Refill & Variant>({
    label: 'Refill',
    options: {
      continuous: { label: 'continuous', fields: { tokensPerSecond } },
      stepped: { label: 'in steps', fields: { tokens, intervalMs } },
    },
    default: { is: 'continuous', tokensPerSecond: 20 },
    source,
  }),
  ...keyFields('global', source),
};
export type TokenBucketConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'token-bucket',
  label: 'Token bucket',
  blurb: 'A request takes a token; a full bucket of them allows a burst.',
  group: 'Textbook',
  order: 13,
  presets: [
    {
      name: 'aws-api-gateway',
      label: 'AWS API Gateway: account and region',
      config: {
        capacity: 5_000,
        refill: { is: 'continuous', tokensPerSecond: 10_000 },
        key: 'global',
        maxKeys: 256,
      },
    },
  ],
  fields,
};
