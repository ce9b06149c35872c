import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { grpcCodes } from '#lib/policies/grpc-codes.ts';
import { conditions } from '#lib/policies/retry-conditions.ts';
import { maxAttemptsField } from '#lib/policies/grpc-fields.ts';

const source = 'gRPC A6 example';

const fields = {
  maxAttempts: maxAttemptsField,
  hedgingDelayMs: number({
    label: 'hedgingDelay',
    help: 'From one try to the next while there is no answer; 0 = all at once.',
    unit: 'ms',
    min: 0,
    max: 1_000_000,
    default: 500,
    source,
  }),
  nonFatalStatusCodes: conditions({
    label: 'nonFatalStatusCodes',
    help: 'After these the next try goes out at once; any other failure ends the call.',
    options: grpcCodes,
    default: ['UNAVAILABLE', 'INTERNAL'],
    source,
  }),
};
export type GrpcHedgingConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'grpc-hedging',
  label: 'gRPC hedgingPolicy',
  blurb: 'Another try every so often while there is no answer; the first good one wins.',
  order: 70,
  group: 'gRPC',
  fields,
};
