import { number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { conditions, type Meanings } from '#lib/policies/retry-conditions.ts';

/** Finagle's Backoff strategies, by the names of their makers. */
export type FinagleBackoff =
  | Readonly<{ is: 'const'; startMs: number }>
  | Readonly<{ is: 'exponential'; startMs: number; multiplier: number; maximumMs: number }>
  | Readonly<{ is: 'linear'; startMs: number; offsetMs: number; maximumMs: number }>
  | Readonly<{
      is: 'decorrelatedJittered' | 'equalJittered' | 'exponentialJittered';
      startMs: number;
      maximumMs: number;
    }>;

/** What Finagle's classifiers of failures name. */
export const failures = {
  WriteExceptions: 'WriteExceptions (refused, partitioned, failed fast; nacks: rate limited, queue full)',
  Timeout: 'Timeout (timed out)',
  ChannelClosed: 'ChannelClosed (reset)',
  ResponseFailure: 'failed responses (error)',
  NoBrokersAvailable: 'NoBrokersAvailable (no instance)',
} as const;
export type FinagleFailure = keyof typeof failures;

export const failureMeanings: Meanings<FinagleFailure> = {
  WriteExceptions: ['connection-refused', 'partitioned', 'fast-failed', 'rate-limited', 'queue-full'],
  Timeout: ['timed-out'],
  ChannelClosed: ['reset'],
  ResponseFailure: ['error'],
  NoBrokersAvailable: ['no-instance'],
};

const source = 'Finagle RetryPolicy.tries';
const ms = { unit: 'ms', min: 0, max: 1_800_000, source } as const;
const startMs = number({ label: 'start', help: 'The first wait, as it is.', ...ms, default: 5 });
const maximumMs = number({ label: 'maximum', ...ms, default: 200 });
const jittered = { startMs, maximumMs };

const fields = {
  numTries: number({
    label: 'numTries',
    help: 'Tries of a call, the first included.',
    unit: 'calls',
    min: 1,
    max: 100,
    integer: true,
    default: 3,
    source: 'Halfopen',
  }),
  backoff: variant<FinagleBackoff & Variant>({
    label: 'backoff',
    options: {
      decorrelatedJittered: { label: 'decorrelatedJittered', fields: jittered },
      equalJittered: { label: 'equalJittered', fields: jittered },
      exponentialJittered: { label: 'exponentialJittered', fields: jittered },
      exponential: {
        label: 'exponential',
        fields: {
          startMs,
          multiplier: number({
            label: 'multiplier',
            unit: '',
            min: 0,
            max: 100,
            integer: true,
            default: 2,
            source: 'Halfopen',
          }),
          maximumMs,
        },
      },
      linear: {
        label: 'linear',
        fields: {
          startMs,
          offsetMs: number({ label: 'offset', ...ms, default: 5, source: 'Halfopen' }),
          maximumMs,
        },
      },
      const: { label: 'const', fields: { startMs } },
    },
    default: { is: 'decorrelatedJittered', startMs: 5, maximumMs: 200 },
    source,
  }),
  shouldRetry: conditions({
    label: 'shouldRetry',
    help: 'Failures that are tried again.',
    options: failures,
    default: ['WriteExceptions'],
    source,
  }),
};
export type FinagleRetryConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'finagle',
  label: 'Finagle RetryPolicy',
  blurb: 'Tries again what never reached its server; waits that start small and drift apart.',
  order: 85,
  group: 'Finagle',
  fields,
};
