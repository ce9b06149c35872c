import { defaultsOf, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Hystrix';

const fields = {
  coreSize: number({
    label: 'coreSize',
    help: 'Threads: so many commands run at once.',
    unit: '',
    min: 1,
    max: 10_000,
    integer: true,
    default: 10,
    source,
  }),
  maximumSize: number({
    label: 'maximumSize',
    help: 'Threads at most; counts only where it may diverge from coreSize.',
    unit: '',
    min: 1,
    max: 10_000,
    integer: true,
    default: 10,
    source,
  }),
  allowMaximumSizeToDivergeFromCoreSize: flag({
    label: 'allowMaximumSizeToDivergeFromCoreSize',
    help: 'Off: maximumSize is not looked at.',
    default: false,
    source,
  }),
  maxQueueSize: number({
    label: 'maxQueueSize',
    help: 'Commands that wait for a thread; 0 or -1 = none: a command finds a thread, or is rejected.',
    unit: 'calls',
    min: -1,
    max: 100_000,
    integer: true,
    default: -1,
    source,
  }),
  queueSizeRejectionThreshold: number({
    label: 'queueSizeRejectionThreshold',
    help: 'With so many in the queue further commands are rejected before the pool is asked; without a queue it does not count.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 5,
    source,
  }),
  keepAliveTimeMinutes: number({
    label: 'keepAliveTimeMinutes',
    help: 'For so many minutes a thread beyond coreSize stays idle before it ends.',
    unit: '',
    min: 0,
    max: 1_440,
    integer: true,
    default: 1,
    source,
  }),
};
export type HystrixThreadPoolConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'hystrix-thread-pool',
  label: 'Hystrix thread pool',
  blurb: 'Commands run on threads of their own; a queue, if there is one, rejects from a threshold on.',
  group: 'Hystrix',
  order: 22,
  presets: [{ name: 'hystrix', label: 'Hystrix', config: defaultsOf(fields) }],
  fields,
};
