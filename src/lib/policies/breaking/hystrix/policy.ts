import { defaultsOf, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Hystrix';
const HOUR_MS = 3_600_000;

const fields = {
  requestVolumeThreshold: number({
    label: 'Request volume threshold',
    help: 'circuitBreaker.requestVolumeThreshold: finished calls that the window must hold before a tick can open it.',
    unit: 'calls',
    min: 1,
    max: 100_000,
    integer: true,
    default: 20,
    source,
  }),
  errorThresholdPercentage: number({
    label: 'Error threshold',
    help: 'circuitBreaker.errorThresholdPercentage: share of errors at which a tick opens it; the share is cut to a whole percent first.',
    unit: '%',
    min: 1,
    max: 100,
    integer: true,
    default: 50,
    source,
  }),
  sleepWindowMs: number({
    label: 'Sleep window',
    help: 'circuitBreaker.sleepWindowInMilliseconds: how long it stays open, counted from the tick that opened it; only a call that comes later is the probe.',
    unit: 'ms',
    min: 1,
    max: HOUR_MS,
    integer: true,
    default: 5_000,
    source,
  }),
  rollingWindowMs: number({
    label: 'Rolling window',
    help: 'metrics.rollingStats.timeInMilliseconds: how far back a tick looks, in whole health snapshot intervals.',
    unit: 'ms',
    min: 10,
    max: HOUR_MS,
    integer: true,
    default: 10_000,
    source,
  }),
  healthSnapshotIntervalMs: number({
    label: 'Health snapshot interval',
    help: 'metrics.healthSnapshot.intervalInMilliseconds: time between ticks, and width of a bucket: only a tick can open it.',
    unit: 'ms',
    min: 10,
    max: HOUR_MS,
    integer: true,
    default: 500,
    source,
  }),
  forceOpen: flag({
    label: 'Force open',
    help: 'circuitBreaker.forceOpen: refuses every call, whatever its state.',
    default: false,
    source,
  }),
  forceClosed: flag({
    label: 'Force closed',
    help: 'circuitBreaker.forceClosed: admits every call, whatever its state; force open wins.',
    default: false,
    source,
  }),
  enabled: flag({
    label: 'Enabled',
    help: 'circuitBreaker.enabled: off: every call passes and nothing is counted.',
    default: true,
    source,
  }),
};
export type HystrixConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'hystrix',
  label: 'Hystrix',
  blurb: 'Java: a tick every half second looks at the rolling window and may open it; one probe.',
  order: 40,
  group: 'Hystrix',
  fields,
  openMicros: ({ sleepWindowMs }: HystrixConfig) => msToMicros(sleepWindowMs),
  presets: [{ name: 'defaults', label: 'Hystrix’s defaults', config: defaultsOf(fields) }],
};
