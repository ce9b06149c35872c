import { flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { conditions, type Meanings } from '#lib/policies/retry-conditions.ts';

/** Envoy's `retry_on` groups, as far as they mean something here. */
export const retryGroups = {
  '5xx': '5xx (resets and time-outs too)',
  'gateway-error': 'gateway-error (502, 503, 504; resets and time-outs too)',
  reset: 'reset (time-outs too)',
  'connect-failure': 'connect-failure',
  'envoy-ratelimited': 'envoy-ratelimited',
  'refused-stream': 'refused-stream',
  internal: 'internal (gRPC)',
  unavailable: 'unavailable (gRPC)',
  'resource-exhausted': 'resource-exhausted (gRPC)',
  'deadline-exceeded': 'deadline-exceeded (gRPC)',
} as const;
export type RetryGroup = keyof typeof retryGroups;

export const groupMeanings: Meanings<RetryGroup> = {
  '5xx': [
    ...(['error', 'timed-out', 'connection-refused', 'reset'] as const),
    ...(['fast-failed', 'no-instance', 'queue-full', 'partitioned'] as const),
  ],
  'gateway-error': [
    ...(['timed-out', 'connection-refused', 'reset'] as const),
    ...(['fast-failed', 'no-instance', 'queue-full', 'partitioned'] as const),
  ],
  reset: ['timed-out', 'connection-refused', 'reset', 'partitioned'],
  'connect-failure': ['connection-refused', 'partitioned'],
  'envoy-ratelimited': ['rate-limited'],
  'refused-stream': ['queue-full'],
  internal: ['error'],
  unavailable: ['fast-failed', 'no-instance'],
  'resource-exhausted': ['queue-full'],
  'deadline-exceeded': ['timed-out'],
};

const source = 'Envoy';

const fields = {
  retry_on: conditions({
    label: 'retry_on',
    help: 'Envoy retries nothing unless this says so.',
    options: retryGroups,
    default: ['5xx'],
    source: 'Halfopen',
  }),
  num_retries: number({
    label: 'num_retries',
    help: 'Retries of a request; the first try comes on top.',
    unit: 'calls',
    min: 0,
    max: 100,
    integer: true,
    default: 1,
    source,
  }),
  base_interval_ms: number({
    label: 'base_interval',
    help: 'The first wait is below it; it doubles with each retry.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    integer: true,
    default: 25,
    source,
  }),
  max_interval_ms: number({
    label: 'max_interval',
    help: 'The doubling ends here; 0 = ten times the base.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    integer: true,
    default: 0,
    source,
  }),
  per_try_timeout_ms: number({
    label: 'per_try_timeout',
    help: 'Of one try, from when it is sent; 0 = none but the edge’s.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 0,
    source,
  }),
  hedge_on_per_try_timeout: flag({
    label: 'hedge_on_per_try_timeout',
    help: 'A try that takes too long is not given up when the next begins; the first good answer wins.',
    default: false,
    source,
  }),
  rate_limited_retry_back_off: flag({
    label: 'rate_limited_retry_back_off',
    help: 'Waits as long as Retry-After says, and up to half as long again, when a refusal has one.',
    default: false,
    source,
  }),
};
export type EnvoyRetryConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'envoy',
  label: 'Envoy retry policy',
  blurb: 'retry_on says what, one retry by default; what Envoy itself refused is never tried again.',
  order: 50,
  group: 'Envoy',
  presets: [
    {
      name: 'istio',
      label: 'Istio’s default',
      config: {
        retry_on: [{ on: 'connect-failure' }, { on: 'refused-stream' }, { on: 'unavailable' }],
        num_retries: 2,
      },
    },
  ],
  fields,
};
