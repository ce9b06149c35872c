import { choice, number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { conditions, ownLabels } from '#lib/policies/retry-conditions.ts';

/** cockatiel's backoffs. */
export type Backoff =
  | Readonly<{ is: 'ConstantBackoff'; intervalMs: number }>
  | Readonly<{
      is: 'ExponentialBackoff';
      generator: Generator;
      initialDelayMs: number;
      maxDelayMs: number;
      exponent: number;
    }>;
export type Generator = keyof typeof generators;

const generators = {
  decorrelatedJitterGenerator: 'decorrelatedJitterGenerator',
  noJitterGenerator: 'noJitterGenerator',
  fullJitterGenerator: 'fullJitterGenerator',
  halfJitterGenerator: 'halfJitterGenerator',
} as const;

const source = 'cockatiel';
const ms = { unit: 'ms', min: 0, max: 1_800_000, source } as const;

const fields = {
  maxAttempts: number({
    label: 'maxAttempts',
    help: 'Retries of a call; the first try comes on top.',
    unit: 'calls',
    min: 0,
    max: 100,
    integer: true,
    default: 3,
    source: 'cockatiel README',
  }),
  backoff: variant<Backoff & Variant>({
    label: 'backoff',
    options: {
      ExponentialBackoff: {
        label: 'ExponentialBackoff',
        fields: {
          generator: choice({
            label: 'generator',
            options: generators,
            default: 'decorrelatedJitterGenerator',
            source,
          }),
          initialDelayMs: number({ label: 'initialDelay', ...ms, default: 128 }),
          maxDelayMs: number({ label: 'maxDelay', ...ms, default: 30_000 }),
          exponent: number({
            label: 'exponent',
            help: 'Only the decorrelated generator looks at it.',
            unit: '',
            min: 1,
            max: 100,
            default: 2,
            source,
          }),
        },
      },
      ConstantBackoff: {
        label: 'ConstantBackoff',
        fields: { intervalMs: number({ label: 'interval', ...ms, default: 0 }) },
      },
    },
    default: {
      is: 'ExponentialBackoff',
      generator: 'decorrelatedJitterGenerator',
      initialDelayMs: 128,
      maxDelayMs: 30_000,
      exponent: 2,
    },
    source: 'cockatiel README',
  }),
  handle: conditions({
    label: 'handle',
    help: 'Outcomes that the policy handles; handleAll names every one.',
    options: ownLabels,
    default: Object.keys(ownLabels) as (keyof typeof ownLabels)[],
    source: 'cockatiel handleAll',
  }),
};
export type CockatielRetryConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'retrying',
  policy: 'cockatiel',
  label: 'cockatiel retry',
  blurb: 'TypeScript: retries besides the first try, exponential with decorrelated jitter.',
  order: 40,
  group: 'cockatiel',
  fields,
};
