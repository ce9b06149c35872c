import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Resilience4j';

const fields = {
  maxConcurrentCalls: number({
    label: 'maxConcurrentCalls',
    help: 'How many calls may be under way at once.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 25,
    source,
  }),
  maxWaitDurationMs: number({
    label: 'maxWaitDuration',
    help: 'How long a call waits for a permit; 0 = it is refused at once.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 0,
    source,
  }),
};
export type Resilience4jBulkheadConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'resilience4j-bulkhead',
  label: 'Semaphore bulkhead',
  blurb: 'So many calls at once; the others wait for a permit, or are refused.',
  group: 'Resilience4j',
  order: 10,
  presets: [
    { name: 'resilience4j', label: 'Resilience4j', config: {} },
    { name: 'hystrix', label: 'Hystrix (semaphore, 10 calls)', config: { maxConcurrentCalls: 10 } },
  ],
  fields,
};
