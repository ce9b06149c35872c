import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Envoy';
const EXAMPLE = 'Envoy’s example; it has no default';

const fields = {
  maxConcurrencyLimit: number({
    label: 'max_concurrency_limit',
    help: 'The limit is never higher.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 1_000,
    source,
  }),
  concurrencyUpdateIntervalMs: number({
    label: 'concurrency_update_interval',
    help: 'Window over which sampleRTT is measured.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 100,
    source: EXAMPLE,
  }),
  sampleAggregatePercentile: number({
    label: 'sample_aggregate_percentile',
    help: 'Of the samples of a window: sampleRTT, and minRTT as well.',
    unit: '%',
    min: 0,
    max: 100,
    default: 50,
    source,
  }),
  intervalSeconds: number({
    label: 'min_rtt_calc_params interval',
    help: 'So often minRTT is measured anew.',
    unit: 's',
    min: 0.001,
    max: 86_400,
    default: 60,
    source: EXAMPLE,
  }),
  jitterPercent: number({
    label: 'jitter',
    help: 'Up to this share of the interval is added to it at random.',
    unit: '%',
    min: 0,
    max: 100,
    default: 15,
    source,
  }),
  requestCount: number({
    label: 'request_count',
    help: 'Samples that a measurement of minRTT takes.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 50,
    source,
  }),
  minConcurrency: number({
    label: 'min_concurrency',
    help: 'Also the limit while minRTT is measured.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 3,
    source,
  }),
  bufferPercent: number({
    label: 'buffer',
    help: 'Natural spread of latency: so much above minRTT is no reason to shrink.',
    unit: '%',
    min: 0,
    max: 100,
    default: 25,
    source,
  }),
  fixedValueMs: number({
    label: 'fixed_value',
    help: 'Taken instead of measuring it; 0 = measured.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 0,
    source,
  }),
};
export type EnvoyAdaptiveConcurrencyConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'envoy-adaptive-concurrency',
  label: 'Adaptive concurrency',
  blurb: 'Measures the latency of a quiet service now and then, and lets in only what keeps it near that.',
  group: 'Envoy',
  order: 80,
  fields,
};
