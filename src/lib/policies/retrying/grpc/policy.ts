import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { grpcCodes } from '#lib/policies/grpc-codes.ts';
import { conditions } from '#lib/policies/retry-conditions.ts';
import { maxAttemptsField } from '#lib/policies/grpc-fields.ts';

const source = 'gRPC A6 example';

const fields = {
  maxAttempts: maxAttemptsField,
  initialBackoffMs: number({
    label: 'initialBackoff',
    unit: 'ms',
    min: 1,
    max: 1_000_000,
    default: 100,
    source,
  }),
  maxBackoffMs: number({
    label: 'maxBackoff',
    help: 'Bounds the back-off before its jitter.',
    unit: 'ms',
    min: 1,
    max: 1_000_000,
    default: 1_000,
    source,
  }),
  backoffMultiplier: number({
    label: 'backoffMultiplier',
    unit: '',
    min: 0.01,
    max: 100,
    default: 2,
    source,
  }),
  retryableStatusCodes: conditions({
    label: 'retryableStatusCodes',
    help: 'Only these are retried.',
    options: grpcCodes,
    default: ['UNAVAILABLE'],
    source,
  }),
};
export type GrpcRetryConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'grpc',
  label: 'gRPC retryPolicy',
  blurb: 'Retries only the status codes that you list; the server may push back.',
  order: 60,
  group: 'gRPC',
  fields,
};
