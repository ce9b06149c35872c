import { number, type ConfigOf } from '#lib/base/schema.ts';
import { adaptiveFields, concurrency, ratio } from '#lib/policies/adaptive-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Netflix concurrency-limits';

const fields = {
  initialLimit: concurrency('initialLimit', 20, 'The limit at first.'),
  minLimit: concurrency('minLimit', 20, 'The limit is never lower.'),
  maxConcurrency: concurrency('maxConcurrency', 200, 'The limit is never higher.'),
  smoothing: ratio('smoothing', 'How much of a new limit is taken over at once; 1 = all.', [0.01, 1, 0.2]),
  queueSize: concurrency('queueSize', 4, 'What the limit may grow by while the RTT stays low.'),
  rttTolerance: ratio(
    'rttTolerance',
    'An RTT of so many times the long one is no reason to shrink.',
    [1, 100, 1.5],
  ),
  longWindow: number({
    label: 'longWindow',
    help: 'Samples over which the long RTT is smoothed.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 600,
    source,
  }),
  ...adaptiveFields,
};
export type Gradient2Config = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'gradient2',
  label: 'Gradient2 limit',
  blurb: 'Shrinks while the RTT is well above its own long-term mean, and grows otherwise.',
  group: 'Netflix concurrency-limits',
  order: 60,
  fields,
};
