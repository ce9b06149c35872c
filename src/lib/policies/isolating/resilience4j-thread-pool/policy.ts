import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Resilience4j';
/** The product’s defaults depend on the machine: its processors less one, and its processors. */
const ON_FOUR_CORES = 'Resilience4j on 4 processors';

const fields = {
  coreThreadPoolSize: number({
    label: 'coreThreadPoolSize',
    help: 'Threads that are started one a call until there are so many, and then kept.',
    unit: '',
    min: 1,
    max: 10_000,
    integer: true,
    default: 3,
    source: ON_FOUR_CORES,
  }),
  maxThreadPoolSize: number({
    label: 'maxThreadPoolSize',
    help: 'More than the core threads are started only when the queue is full. Not below the core threads.',
    unit: '',
    min: 1,
    max: 10_000,
    integer: true,
    default: 4,
    source: ON_FOUR_CORES,
  }),
  queueCapacity: number({
    label: 'queueCapacity',
    help: 'Calls that wait for a thread; 0 = a call is handed to an idle thread or a new one, or refused.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 100,
    source,
  }),
  keepAliveDurationMs: number({
    label: 'keepAliveDuration',
    help: 'How long a thread beyond the core ones stays idle before it ends.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 20,
    source,
  }),
};
export type Resilience4jThreadPoolConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'resilience4j-thread-pool',
  label: 'Thread-pool bulkhead',
  blurb: 'Calls run on threads of their own: core threads, then a queue, then more threads, then refused.',
  group: 'Resilience4j',
  order: 20,
  fields,
};
