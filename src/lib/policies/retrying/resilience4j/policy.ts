import { number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { conditions, type Meanings } from '#lib/policies/retry-conditions.ts';

/** Resilience4j's IntervalFunction: how long to wait after the n-th try. */
export type IntervalFunction =
  | Readonly<{ is: 'constant'; waitDurationMs: number }>
  | Readonly<{ is: 'exponential'; initialIntervalMs: number; multiplier: number; maxIntervalMs: number }>
  | Readonly<{ is: 'randomized'; waitDurationMs: number; randomizationFactor: number }>
  | Readonly<{
      is: 'exponential-randomized';
      initialIntervalMs: number;
      multiplier: number;
      randomizationFactor: number;
      maxIntervalMs: number;
    }>;

/** What a Java caller sees of our outcomes. */
export const exceptions = {
  HttpServerErrorException: 'HttpServerErrorException (error)',
  TimeoutException: 'TimeoutException (timed out)',
  ConnectException: 'ConnectException (refused, partitioned)',
  SocketException: 'SocketException (reset)',
  CallNotPermittedException: 'CallNotPermittedException (breaker open)',
  RequestNotPermitted: 'RequestNotPermitted (rate limited)',
  BulkheadFullException: 'BulkheadFullException (queue full)',
  NoSuchElementException: 'NoSuchElementException (no instance)',
  HttpClientErrorException: 'HttpClientErrorException (unauthorized, no route)',
} as const;
export type JavaException = keyof typeof exceptions;

export const exceptionMeanings: Meanings<JavaException> = {
  HttpServerErrorException: ['error'],
  TimeoutException: ['timed-out'],
  ConnectException: ['connection-refused', 'partitioned'],
  SocketException: ['reset'],
  CallNotPermittedException: ['fast-failed'],
  RequestNotPermitted: ['rate-limited'],
  BulkheadFullException: ['queue-full'],
  NoSuchElementException: ['no-instance'],
  HttpClientErrorException: ['unauthorized', 'no-route'],
};

const source = 'Resilience4j';
const ms = { unit: 'ms', min: 1, max: 1_800_000, integer: true, default: 500, source } as const;
const waitDurationMs = number({ label: 'waitDuration', ...ms });
const initialIntervalMs = number({ label: 'initialInterval', ...ms });
const maxIntervalMs = number({
  ...ms,
  label: 'maxInterval',
  help: 'No wait is longer; 0 = no bound.',
  min: 0,
  default: 0,
});
const multiplier = number({ label: 'multiplier', unit: '', min: 1, max: 100, default: 1.5, source });
const randomizationFactor = number({
  label: 'randomizationFactor',
  help: '0.5 waits from half to one and a half times as long.',
  unit: '',
  min: 0,
  max: 0.999,
  default: 0.5,
  source,
});

const fields = {
  maxAttempts: number({
    label: 'maxAttempts',
    help: 'Tries of a call, the first included.',
    unit: 'calls',
    min: 1,
    max: 100,
    integer: true,
    default: 3,
    source,
  }),
  intervalFunction: variant<IntervalFunction & Variant>({
    label: 'intervalFunction',
    options: {
      constant: { label: 'of (constant)', fields: { waitDurationMs } },
      exponential: {
        label: 'ofExponentialBackoff',
        fields: { initialIntervalMs, multiplier, maxIntervalMs },
      },
      randomized: { label: 'ofRandomized', fields: { waitDurationMs, randomizationFactor } },
      'exponential-randomized': {
        label: 'ofExponentialRandomBackoff',
        fields: { initialIntervalMs, multiplier, randomizationFactor, maxIntervalMs },
      },
    },
    default: { is: 'constant', waitDurationMs: 500 },
    source,
  }),
  ignoreExceptions: conditions({
    label: 'ignoreExceptions',
    help: 'After these no other try comes. By default every exception is retried, a refusal by the breaker too.',
    options: exceptions,
    default: [],
    source,
  }),
};
export type Resilience4jRetryConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'resilience4j',
  label: 'Resilience4j Retry',
  blurb: 'Three tries, 500 ms apart, after any exception: even one that the breaker threw.',
  order: 20,
  group: 'Resilience4j',
  presets: [
    {
      name: 'exponential',
      label: 'exponential back-off',
      config: {
        intervalFunction: { is: 'exponential', initialIntervalMs: 500, multiplier: 1.5, maxIntervalMs: 0 },
      },
    },
  ],
  fields,
};
