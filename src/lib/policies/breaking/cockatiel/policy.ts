import {
  choice,
  defaultsOf,
  number,
  variant,
  type ConfigOf,
  type Preset,
  type Variant,
} from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import { errorList } from '#lib/policies/error-list.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

/** When it trips: one of cockatiel's three breakers. */
export type BreakerConfig =
  | Readonly<{ is: 'consecutive'; threshold: number }>
  | Readonly<{ is: 'count'; threshold: number; size: number; minimumNumberOfCalls: number }>
  | Readonly<{ is: 'sampling'; threshold: number; durationMs: number; minimumRps: number }>;

export type Generator = 'noJitter' | 'fullJitter' | 'halfJitter' | 'decorrelatedJitter';
/** How long it stays open. */
export type HalfOpenAfter =
  | Readonly<{ is: 'constant'; halfOpenAfterMs: number }>
  | Readonly<{
      is: 'exponential';
      initialDelayMs: number;
      maxDelayMs: number;
      exponent: number;
      generator: Generator;
    }>;

const source = 'cockatiel';
const HOUR_MS = 3_600_000;

const share = number({
  label: 'Threshold',
  help: 'More than this share of the calls must have failed, 0 to 1.',
  unit: '',
  min: 0.001,
  max: 0.999,
  default: 0.2,
  source,
});
const breakerFields = {
  consecutive: {
    threshold: number({
      label: 'Threshold',
      help: 'Failures in a row that open it.',
      unit: 'calls',
      min: 1,
      max: 100_000,
      integer: true,
      default: 5,
      source,
    }),
  },
  count: {
    threshold: share,
    size: number({
      label: 'Size',
      help: 'How many of the last calls count.',
      unit: 'calls',
      min: 1,
      max: 10_000,
      integer: true,
      default: 100,
      source,
    }),
    minimumNumberOfCalls: number({
      label: 'Minimum calls',
      help: 'Calls in the window before it can open; 0 = as many as the window holds. With more than that, which cockatiel refuses, it never opens.',
      unit: 'calls',
      min: 0,
      max: 10_000,
      integer: true,
      atMost: 'size',
      default: 0,
      source,
    }),
  },
  sampling: {
    threshold: share,
    durationMs: number({
      label: 'Duration',
      help: 'How far back it looks, in at least five windows of at most a second.',
      unit: 'ms',
      min: 5,
      max: HOUR_MS,
      integer: true,
      default: 30_000,
      source,
    }),
    minimumRps: number({
      label: 'Minimum rate',
      help: 'Calls per second over the duration below which it cannot open; 0 = 5 / threshold.',
      unit: '/s',
      min: 0,
      max: 100_000,
      default: 0,
      source,
    }),
  },
};

const delay = (label: string, milliseconds: number) =>
  number({ label, unit: 'ms', min: 0, max: HOUR_MS, default: milliseconds, source });
const exponential = {
  initialDelayMs: delay('Initial delay', 128),
  maxDelayMs: delay('Longest delay', 30_000),
  exponent: number({
    label: 'Exponent',
    help: 'Of the decorrelated jitter; the other generators double whatever it says.',
    unit: '',
    min: 1,
    max: 100,
    default: 2,
    source,
  }),
  generator: choice<Generator>({
    label: 'Generator',
    options: {
      noJitter: 'no jitter',
      fullJitter: 'full jitter',
      halfJitter: 'half jitter',
      decorrelatedJitter: 'decorrelated jitter',
    },
    default: 'decorrelatedJitter',
    source,
  }),
};

const fields = {
  breaker: variant<BreakerConfig & Variant>({
    label: 'Breaker',
    help: 'What opens it.',
    options: {
      consecutive: { label: 'failures in a row', fields: breakerFields.consecutive },
      count: { label: 'last calls', fields: breakerFields.count },
      sampling: { label: 'last seconds', fields: breakerFields.sampling },
    },
    default: { is: 'consecutive', threshold: 5 },
    source,
  }),
  halfOpenAfter: variant<HalfOpenAfter & Variant>({
    label: 'Half-open after',
    help: 'How long it stays open; a back-off grows with each re-opening and begins anew after a close.',
    options: {
      constant: { label: 'a constant time', fields: { halfOpenAfterMs: delay('Time', 10_000) } },
      exponential: { label: 'an exponential back-off', fields: exponential },
    },
    default: { is: 'constant', halfOpenAfterMs: 10_000 },
    source,
  }),
  halfOpenCalls: number({
    label: 'Half-open calls',
    help: 'halfOpenSampling.calls: calls admitted while half-open; those that come on top wait for the decision.',
    unit: 'calls',
    min: 1,
    max: 10_000,
    integer: true,
    default: 1,
    source,
  }),
  halfOpenThreshold: number({
    label: 'Half-open threshold',
    help: 'halfOpenSampling.threshold: it opens again when more than this share of them has failed, 0 to 1.',
    unit: '',
    min: 0,
    max: 0.999,
    default: 0,
    source,
  }),
  unhandled: errorList({
    label: 'Unhandled errors',
    help: 'What the policy’s filter leaves out: counts nowhere while closed, and as a success of a half-open call. handleAll leaves out none.',
    source,
  }),
};
export type CockatielConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'cockatiel',
  label: 'cockatiel',
  blurb: 'TypeScript: three ways to trip; while half-open, surplus calls wait for the probe’s fate.',
  order: 80,
  group: 'cockatiel',
  fields,
  openMicros: ({ halfOpenAfter }: CockatielConfig) =>
    halfOpenAfter.is === 'constant' ? msToMicros(halfOpenAfter.halfOpenAfterMs) : null,
  presets: [
    preset('consecutive', 'its README: 5 in a row', { is: 'consecutive', threshold: 5 }),
    preset('count', 'its README: 20 % of the last 100', {
      is: 'count',
      threshold: 0.2,
      size: 100,
      minimumNumberOfCalls: 0,
    }),
    preset('sampling', 'its README: 20 % over 30 s', {
      is: 'sampling',
      threshold: 0.2,
      durationMs: 30_000,
      minimumRps: 0,
    }),
  ],
};

function preset(name: string, label: string, breaker: BreakerConfig): Preset {
  return { name, label, config: { ...defaultsOf(fields), breaker } };
}
