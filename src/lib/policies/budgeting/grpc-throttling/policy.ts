import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'gRPC A6 example';

const fields = {
  maxTokens: number({
    label: 'maxTokens',
    help: 'Tokens at the start, and at most. Retries stop at half of them.',
    unit: '',
    min: 0.001,
    max: 1_000,
    default: 10,
    source,
  }),
  tokenRatio: number({
    label: 'tokenRatio',
    help: 'Tokens that a success gives; a failure takes 1. Three decimals count.',
    unit: '',
    min: 0.001,
    max: 1_000,
    default: 0.1,
    source,
  }),
};
export type GrpcThrottlingConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'budgeting',
  policy: 'grpc-throttling',
  label: 'gRPC retryThrottling',
  blurb: 'A failure costs a token, a success gives a little back; at half of the tokens retries stop.',
  order: 30,
  group: 'gRPC',
  fields,
};
