import { defaultsOf, number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { errorList } from '#lib/policies/error-list.ts';

/** When a failure in the closed state trips it; gobreaker takes a function, these are its default and its README's. */
export type ReadyToTrip =
  | Readonly<{ is: 'consecutive-failures'; consecutiveFailures: number }>
  | Readonly<{ is: 'requests-and-ratio'; requests: number; failureRatio: number }>;

const source = 'gobreaker';
/** What a time-out of 0 stands for. */
export const DEFAULT_TIMEOUT_SECONDS = 60;
const consecutiveFailures = number({
  label: 'More failures in a row than',
  unit: 'calls',
  min: 0,
  max: 100_000,
  integer: true,
  default: 5,
  source,
});
const requests = number({
  label: 'Requests at least',
  help: 'Calls started in the window, those in flight included.',
  unit: 'calls',
  min: 1,
  max: 100_000,
  integer: true,
  default: 3,
  source,
});
const failureRatio = number({
  label: 'Failure ratio at least',
  help: 'Failures through calls started, 0 to 1.',
  unit: '',
  min: 0,
  max: 1,
  default: 0.6,
  source,
});

const fields = {
  maxRequests: number({
    label: 'Max requests',
    help: 'Calls admitted while half-open, and successes in a row that close it; 0 counts as 1.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 1,
    source,
  }),
  intervalSeconds: number({
    label: 'Interval',
    help: 'While closed the counts are cleared this often; 0 = never.',
    unit: 's',
    min: 0,
    max: 86_400,
    default: 0,
    source,
  }),
  bucketPeriodSeconds: number({
    label: 'Bucket period',
    help: 'Old counts roll off in buckets of this length instead of all at once; 0 = all at once.',
    unit: 's',
    min: 0,
    max: 86_400,
    default: 0,
    source,
  }),
  timeoutSeconds: number({
    label: 'Timeout',
    help: 'How long it stays open, strictly; 0 counts as 60 s.',
    unit: 's',
    min: 0,
    max: 86_400,
    default: DEFAULT_TIMEOUT_SECONDS,
    source,
  }),
  readyToTrip: variant<ReadyToTrip & Variant>({
    label: 'Ready to trip',
    help: 'Asked after each failure while closed.',
    options: {
      'consecutive-failures': { label: 'failures in a row', fields: { consecutiveFailures } },
      'requests-and-ratio': { label: 'requests and ratio', fields: { requests, failureRatio } },
    },
    default: { is: 'consecutive-failures', consecutiveFailures: 5 },
    source,
  }),
  isSuccessful: errorList({
    label: 'IsSuccessful',
    help: 'Errors that count as successes. By default none: only a result is one.',
    source,
  }),
  isExcluded: errorList({
    label: 'IsExcluded',
    help: 'Errors that count neither way. By default none: a cancelled call is a failure like any other.',
    source,
  }),
};
export type GobreakerConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'gobreaker',
  label: 'gobreaker v2',
  blurb: 'Go: opens on more than 5 failures in a row; results of an earlier generation are dropped.',
  order: 50,
  group: 'gobreaker',
  fields,
  openMicros: ({ timeoutSeconds }: GobreakerConfig) => sToMicros(timeoutSeconds || DEFAULT_TIMEOUT_SECONDS),
  presets: [
    { name: 'defaults', label: 'gobreaker’s defaults', config: defaultsOf(fields) },
    {
      name: 'readme',
      label: 'its README: 60 % of at least 3',
      config: {
        ...defaultsOf(fields),
        readyToTrip: { is: 'requests-and-ratio', requests: 3, failureRatio: 0.6 },
      },
    },
  ],
};
