import { choice, defaultsOf, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import { errorList } from '#lib/policies/breaking/error-list.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Resilience4j';
const DAY_MS = 86_400_000;

const fields = {
  slidingWindowType: choice({
    label: 'Window',
    help: 'What the window holds: the last calls, or the calls of the last whole seconds.',
    options: { COUNT_BASED: 'last calls', TIME_BASED: 'last seconds' },
    default: 'COUNT_BASED',
    source,
  }),
  slidingWindowSize: number({
    label: 'Window size',
    help: 'How many calls (COUNT_BASED) or seconds (TIME_BASED) the window holds.',
    unit: '',
    min: 1,
    max: 10_000,
    integer: true,
    default: 100,
    source,
  }),
  minimumNumberOfCalls: number({
    label: 'Minimum calls',
    help: 'Recorded calls before rates count; never more than a window of calls can hold.',
    unit: 'calls',
    min: 1,
    max: 100_000,
    integer: true,
    default: 100,
    source,
  }),
  failureRateThreshold: number({
    label: 'Failure rate threshold',
    help: 'Share of failed calls that opens it; reaching it is enough.',
    unit: '%',
    min: 0.001,
    max: 100,
    default: 50,
    source,
  }),
  slowCallRateThreshold: number({
    label: 'Slow call rate threshold',
    help: 'Share of slow calls that opens it, even if all succeed.',
    unit: '%',
    min: 0.001,
    max: 100,
    default: 100,
    source,
  }),
  slowCallDurationThresholdMs: number({
    label: 'Slow from',
    help: 'A call that takes longer is slow; one that takes just as long is not.',
    unit: 'ms',
    min: 1,
    max: DAY_MS,
    default: 60_000,
    source,
  }),
  permittedNumberOfCallsInHalfOpenState: number({
    label: 'Half-open calls',
    help: 'Calls admitted in all while half-open, and the size of its window.',
    unit: 'calls',
    min: 1,
    max: 10_000,
    integer: true,
    default: 10,
    source,
  }),
  waitDurationInOpenStateMs: number({
    label: 'Wait while open',
    help: 'How long it stays open; only a call that comes later is let through.',
    unit: 'ms',
    min: 1,
    max: DAY_MS,
    integer: true,
    default: 60_000,
    source,
  }),
  enableExponentialBackoff: flag({
    label: 'Exponential wait',
    help: 'Each time the probes fail, the next wait is longer.',
    default: false,
    source,
  }),
  exponentialBackoffMultiplier: number({
    label: 'Wait multiplier',
    help: 'How many times longer the next wait is, when the wait is exponential.',
    unit: '',
    min: 1,
    max: 1_000,
    default: 1.5,
    source,
  }),
  exponentialMaxWaitDurationInOpenStateMs: number({
    label: 'Longest exponential wait',
    help: 'Where an exponential wait stops growing; 0 = nowhere.',
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    integer: true,
    default: 0,
    source,
  }),
  enableRandomizedWait: flag({
    label: 'Randomized wait',
    help: 'Each wait is drawn anew around its length, so that callers do not come back together.',
    default: false,
    source,
  }),
  randomizedWaitFactor: number({
    label: 'Randomized by',
    help: 'How far a randomized wait may be off, as a share of itself, 0 to 1.',
    unit: '',
    min: 0,
    max: 1,
    default: 0.5,
    source,
  }),
  automaticTransitionFromOpenToHalfOpenEnabled: flag({
    label: 'Half-open by timer',
    help: 'A timer makes it half-open when the wait is over, without a call.',
    default: false,
    source,
  }),
  maxWaitDurationInHalfOpenStateMs: number({
    label: 'Longest half-open',
    help: 'How long it may stay half-open without a decision; 0 = for ever.',
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    integer: true,
    default: 0,
    source,
  }),
  transitionToStateAfterWaitDuration: choice({
    label: 'After that',
    help: 'Where it goes when the longest half-open time is over.',
    options: { OPEN: 'open', CLOSED: 'closed' },
    default: 'OPEN',
    source,
  }),
  recordExceptions: errorList({
    label: 'Recorded errors',
    help: 'Errors that are failures; what is not named is a success then. None named: every error is a failure.',
    source,
  }),
  ignoreExceptions: errorList({
    label: 'Ignored errors',
    help: 'Errors that are neither failure nor success, and give a half-open permit back. So does a cancelled call, unless it is recorded.',
    source,
  }),
  initialState: choice({
    label: 'Initial state',
    help: 'In which a new one begins, and that of a process that restarts.',
    options: {
      CLOSED: 'closed',
      OPEN: 'open',
      HALF_OPEN: 'half-open',
      DISABLED: 'disabled: admits all and records nothing',
      METRICS_ONLY: 'metrics only: admits all and records',
      FORCED_OPEN: 'forced open: refuses all',
    },
    default: 'CLOSED',
    source,
  }),
};
export type Resilience4jConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'resilience4j',
  label: 'Resilience4j',
  blurb: 'Opens by the rate of failed or slow calls in a sliding window, then admits a few probes.',
  order: 30,
  group: 'Resilience4j',
  fields,
  openMicros: (config: Resilience4jConfig) =>
    config.enableExponentialBackoff || config.enableRandomizedWait
      ? null
      : msToMicros(config.waitDurationInOpenStateMs),
  presets: [
    {
      name: 'docs',
      label: 'its documentation: 50 % failed or slow in 5 s',
      config: {
        ...defaultsOf(fields),
        slidingWindowType: 'TIME_BASED',
        slidingWindowSize: 5,
        minimumNumberOfCalls: 10,
        slowCallRateThreshold: 50,
        slowCallDurationThresholdMs: 2_000,
        permittedNumberOfCallsInHalfOpenState: 3,
        waitDurationInOpenStateMs: 1_000,
      },
    },
    {
      name: 'spring-demo',
      label: 'its Spring Boot demo: 50 % of the last 10',
      config: {
        ...defaultsOf(fields),
        slidingWindowSize: 10,
        minimumNumberOfCalls: 5,
        permittedNumberOfCallsInHalfOpenState: 3,
        automaticTransitionFromOpenToHalfOpenEnabled: true,
        waitDurationInOpenStateMs: 5_000,
      },
    },
  ],
};
