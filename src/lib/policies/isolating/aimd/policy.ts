import { number, type ConfigOf } from '#lib/base/schema.ts';
import { adaptiveFields, concurrency, ratio } from '#lib/policies/adaptive-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  initialLimit: concurrency('Limit at first', 20),
  minLimit: concurrency('Lowest limit', 20),
  maxLimit: concurrency('Highest limit', 200),
  backoffRatio: ratio('Back-off ratio', 'A drop multiplies the limit by it.', [0.5, 0.999, 0.9]),
  timeoutMs: number({
    label: 'Slower is a drop',
    help: 'A call that took longer counts as dropped.',
    unit: 'ms',
    min: 0.001,
    max: 600_000,
    default: 5_000,
    source: 'Netflix concurrency-limits',
  }),
  ...adaptiveFields,
};
export type AimdConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'aimd',
  label: 'AIMD limit',
  blurb: 'One call more for each that went well, a tenth fewer for each that was dropped.',
  group: 'Netflix concurrency-limits',
  order: 40,
  fields,
};
