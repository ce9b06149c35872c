import { number, type ConfigOf } from '#lib/base/schema.ts';
import { adaptiveFields, concurrency, ratio } from '#lib/policies/adaptive-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Netflix concurrency-limits';

const fields = {
  initialLimit: concurrency('initialLimit', 50, 'The limit at first.'),
  minLimit: concurrency('minLimit', 1, 'The limit is never lower.'),
  maxConcurrency: concurrency('maxConcurrency', 1_000, 'The limit is never higher.'),
  smoothing: ratio('smoothing', 'How much of a lower limit is taken over at once; 1 = all.', [0.01, 1, 0.2]),
  queueSize: number({
    label: 'queueSize',
    help: 'What the limit may grow by while the RTT stays low; 0 = the root of the limit, but at least 4.',
    unit: 'calls',
    min: 0,
    max: 10_000,
    integer: true,
    default: 0,
    source,
  }),
  rttTolerance: ratio('rttTolerance', 'Times the smallest RTT at which it begins to shrink.', [1, 100, 2]),
  backoffRatio: ratio(
    'backoffRatio',
    'A drop multiplies the limit by it, before smoothing.',
    [0.5, 0.999, 0.9],
  ),
  probeInterval: number({
    label: 'probeInterval',
    help: 'After so many updates, up to twice as many, the smallest RTT is forgotten and the limit falls to the queue allowed; 0 = never.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: 1_000,
    source,
  }),
  ...adaptiveFields,
};
export type GradientConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'gradient',
  label: 'Gradient limit',
  blurb: 'Shrinks while the RTT is more than twice the smallest seen, and grows otherwise.',
  group: 'Netflix concurrency-limits',
  order: 70,
  fields,
};
