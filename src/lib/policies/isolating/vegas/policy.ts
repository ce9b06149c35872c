import { number, type ConfigOf } from '#lib/base/schema.ts';
import { adaptiveFields, concurrency, ratio } from '#lib/policies/adaptive-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

/** The library takes functions of the limit, of which a constant is one; by default they are multiples of its decimal logarithm. */
const queued = (label: string, help: string) =>
  number({
    label,
    help,
    unit: 'calls',
    min: 0,
    max: 10_000,
    integer: true,
    default: 0,
    source: 'Netflix concurrency-limits',
  });

const fields = {
  initialLimit: concurrency('initialLimit', 20, 'The limit at first.'),
  maxConcurrency: concurrency('maxConcurrency', 1_000, 'The limit is never higher.'),
  smoothing: ratio('smoothing', 'How much of a new limit is taken over at once; 1 = all.', [0.01, 1, 1]),
  probeMultiplier: number({
    label: 'probeMultiplier',
    help: 'After half to all of so many times the limit in calls, the next RTT is taken for the RTT without load.',
    unit: '',
    min: 1,
    max: 100_000,
    integer: true,
    default: 30,
    source: 'Netflix concurrency-limits',
  }),
  alpha: queued(
    'alpha',
    'With fewer queued the limit grows by the logarithm of itself; 0 = three times that.',
  ),
  beta: queued('beta', 'With more queued it shrinks by that; 0 = six times that.'),
  threshold: queued('threshold', 'With no more queued it grows by beta; 0 = once that.'),
  ...adaptiveFields,
};
export type VegasConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'vegas',
  label: 'Vegas limit',
  blurb: 'Tells from the delay how many calls queue at the callee, and keeps them few.',
  group: 'Netflix concurrency-limits',
  order: 50,
  fields,
};
