import { number, type ConfigOf } from '#lib/base/schema.ts';
import { adaptiveFields, concurrency, ratio } from '#lib/policies/adaptive-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  initialLimit: concurrency('initialLimit', 20, 'The limit at first.'),
  minLimit: concurrency('minLimit', 20, 'The limit is never lower.'),
  maxLimit: concurrency('maxLimit', 200, 'The limit is never higher.'),
  backoffRatio: ratio('backoffRatio', 'A drop multiplies the limit by it.', [0.5, 0.999, 0.9]),
  timeoutMs: number({
    label: 'timeout',
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
