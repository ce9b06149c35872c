import { defaultsOf, number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { dotnetExceptions, dotnetMeanings } from '#lib/policies/dotnet-exceptions.ts';
import { conditions, type Meanings } from '#lib/policies/retry-conditions.ts';

/** What the length of a break is made of, where it is not always the same. */
export type BreakDurationGenerator =
  | Readonly<{ is: 'none' }>
  | Readonly<{ is: 'failure-count'; secondsPerFailure: number }>
  | Readonly<{ is: 'half-open-attempts'; factor: number; maxSeconds: number }>;

const source = 'Polly';

/** With the one that Polly does not handle of itself. */
const exceptions = {
  ...dotnetExceptions,
  OperationCanceledException: 'OperationCanceledException (cancelled)',
};
export const pollyMeanings: Meanings<keyof typeof exceptions> = {
  ...dotnetMeanings,
  OperationCanceledException: ['cancelled'],
};
const fields = {
  failureRatio: number({
    label: 'Failure ratio',
    help: 'Failures through finished calls of the sampling duration at which it opens, 0 to 1.',
    unit: '',
    min: 0,
    max: 1,
    default: 0.1,
    source,
  }),
  minimumThroughput: number({
    label: 'Minimum throughput',
    help: 'Finished calls that the sampling duration must hold before it can open.',
    unit: 'calls',
    min: 2,
    max: 100_000,
    integer: true,
    default: 100,
    source,
  }),
  samplingDurationSeconds: number({
    label: 'Sampling duration',
    help: 'How far back the ratio looks, in ten windows that are forgotten whole.',
    unit: 's',
    min: 0.5,
    max: 86_400,
    default: 30,
    source,
  }),
  breakDurationSeconds: number({
    label: 'Break duration',
    help: 'How long it stays open before one call may go down as the probe.',
    unit: 's',
    min: 0.5,
    max: 86_400,
    default: 5,
    source,
  }),
  breakDurationGenerator: variant<BreakDurationGenerator & Variant>({
    label: 'Break duration generator',
    help: 'A function that replaces the break duration each time it opens.',
    options: {
      none: { label: 'none: the break duration', fields: {} },
      'failure-count': {
        label: 'by the failures of the sampling duration',
        fields: {
          secondsPerFailure: number({
            label: 'For each failure',
            unit: 's',
            min: 0.001,
            max: 86_400,
            default: 60,
            source,
          }),
        },
      },
      'half-open-attempts': {
        label: 'longer after each probe in vain',
        fields: {
          factor: number({
            label: 'Factor',
            help: 'The break duration, times this for each probe that failed since it was closed.',
            unit: '',
            min: 1,
            max: 100,
            default: 2,
            source: 'Halfopen',
          }),
          maxSeconds: number({
            label: 'At most',
            unit: 's',
            min: 0.5,
            max: 86_400,
            default: 300,
            source: 'Halfopen',
          }),
        },
      },
    },
    default: { is: 'none' },
    source,
  }),
  shouldHandle: conditions({
    label: 'ShouldHandle',
    help: 'Exceptions that are failures; what is not handled is a success. Polly’s default is all but OperationCanceledException.',
    options: exceptions,
    default: Object.keys(dotnetExceptions) as (keyof typeof dotnetExceptions)[],
    source,
  }),
};
export type PollyConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'polly',
  label: 'Polly v8',
  blurb: '.NET: opens on a ratio of failures in a rolling duration; one probe, and the first result decides.',
  order: 60,
  group: 'Polly',
  fields,
  openMicros: ({ breakDurationSeconds, breakDurationGenerator }: PollyConfig) =>
    breakDurationGenerator.is === 'none' ? sToMicros(breakDurationSeconds) : null,
  presets: [
    { name: 'defaults', label: 'Polly’s defaults', config: defaultsOf(fields) },
    {
      name: 'docs',
      label: 'its documentation: 50 % of at least 8 in 10 s',
      config: {
        ...defaultsOf(fields),
        failureRatio: 0.5,
        minimumThroughput: 8,
        samplingDurationSeconds: 10,
        breakDurationSeconds: 30,
      },
    },
  ],
};
