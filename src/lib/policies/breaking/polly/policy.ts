import { number, type ConfigOf } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Polly';
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
  openMicros: ({ breakDurationSeconds }: PollyConfig) => sToMicros(breakDurationSeconds),
  presets: [
    {
      name: 'docs',
      label: 'its documentation: 50 % of at least 8 in 10 s',
      config: {
        failureRatio: 0.5,
        minimumThroughput: 8,
        samplingDurationSeconds: 10,
        breakDurationSeconds: 30,
      },
    },
  ],
};
