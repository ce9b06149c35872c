import { defaultsOf, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'opossum';
const HOUR_MS = 3_600_000;

const fields = {
  timeoutMs: number({
    label: 'Timeout',
    help: 'A call that takes longer ends at that instant and is a failure; the callee works on, and what it brings later is ignored; 0 = none.',
    unit: 'ms',
    min: 0,
    max: HOUR_MS,
    integer: true,
    default: 10_000,
    source,
  }),
  resetTimeoutMs: number({
    label: 'Reset timeout',
    help: 'How long it stays open: a timer then makes it half-open.',
    unit: 'ms',
    min: 1,
    max: HOUR_MS,
    integer: true,
    default: 30_000,
    source,
  }),
  errorThresholdPercentage: number({
    label: 'Error threshold',
    help: 'A failure opens it when more than this share of the calls started have failed.',
    unit: '%',
    min: 0,
    max: 100,
    default: 50,
    source,
  }),
  volumeThreshold: number({
    label: 'Volume threshold',
    help: 'Calls started in the window, refused ones included, before a failure can open it.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 0,
    source,
  }),
  rollingCountTimeoutMs: number({
    label: 'Rolling count timeout',
    help: 'Length of the window that counts calls; a close does not empty it.',
    unit: 'ms',
    min: 1,
    max: HOUR_MS,
    integer: true,
    default: 10_000,
    source,
  }),
  rollingCountBuckets: number({
    label: 'Rolling count buckets',
    help: 'Into so many buckets the window is cut; they roll off one by one.',
    unit: '',
    min: 1,
    max: 1_000,
    integer: true,
    default: 10,
    source,
  }),
  capacity: number({
    label: 'Capacity',
    help: 'Calls at once; one more is refused, and that is a failure.',
    unit: 'calls',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    integer: true,
    default: Number.MAX_SAFE_INTEGER,
    source,
  }),
  errorFilter: flag({
    label: 'Filter cancelled calls',
    help: 'An error filter that names cancellation: such calls count as successes. Without it they are failures.',
    default: false,
    source,
  }),
  enabled: flag({
    label: 'Enabled',
    help: 'Whether it begins enabled. While it is not, all calls pass: they count as started and nothing else.',
    default: true,
    source,
  }),
  allowWarmUp: flag({
    label: 'Allow warm-up',
    help: 'During the first rolling count timeout no failure opens it.',
    default: false,
    source,
  }),
};
export type OpossumConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'opossum',
  label: 'opossum',
  blurb: 'Node.js: failures through calls started, refused ones too; a timer makes it half-open.',
  order: 70,
  group: 'opossum',
  fields,
  openMicros: ({ resetTimeoutMs }: OpossumConfig) => msToMicros(resetTimeoutMs),
  presets: [
    { name: 'defaults', label: 'opossum’s defaults', config: defaultsOf(fields) },
    { name: 'readme', label: 'its README: 3 s, 50 %', config: { ...defaultsOf(fields), timeoutMs: 3_000 } },
  ],
};
