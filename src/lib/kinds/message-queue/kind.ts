import { duration } from '#lib/base/duration.ts';
import { number, type ConfigOf } from '#lib/base/schema.ts';
import { callFields } from '#lib/policies/call-fields.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';

const fields = {
  ioThreads: number({
    label: 'I/O threads',
    help: 'Appends at once.',
    unit: '',
    min: 1,
    max: 1_024,
    integer: true,
    default: 8,
    source: 'Kafka num.io.threads',
  }),
  queueLimit: number({
    label: 'Longest queue',
    help: 'Appends waiting for a thread; one more is refused.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 500,
    source: 'Kafka queued.max.requests',
  }),
  appendTime: duration({
    label: 'Append time',
    help: 'Until the producer has its acknowledgement.',
    default: { is: 'lognormal', medianMs: 1, p99Ms: 6 },
    source: 'Halfopen',
  }),
  backlogLimit: number({
    label: 'Backlog limit',
    help: 'Messages kept for a consumer that lags; beyond it the producer is refused.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 100_000,
    source: 'Halfopen',
  }),
};
export type MessageQueueConfig = ConfigOf<typeof fields>;

const deliveryFields = {
  maxInFlight: number({
    label: 'In flight',
    help: 'Messages given out and not yet acknowledged.',
    unit: 'calls',
    min: 1,
    max: 10_000,
    integer: true,
    default: 5,
    source: 'Halfopen',
  }),
  redeliverSeconds: number({
    label: 'Redeliver after',
    help: 'A message whose delivery failed is given out again after this wait, until it succeeds.',
    unit: 's',
    min: 0.001,
    max: 3_600,
    default: 1,
    source: 'Halfopen',
  }),
  ...callFields({ timeoutMs: 30_000, timeoutSource: 'Halfopen', breaker: 'none', breakerSource: 'Halfopen' }),
};
export type DeliveryConfig = ConfigOf<typeof deliveryFields>;

export const kind: KindDefinition = {
  kind: 'message-queue',
  label: 'Message queue',
  blurb: 'Acknowledges at once, delivers to its consumers later.',
  family: 'stores',
  order: 70,
  icon: 'M3 7h5v10H3zM10 7h5v10h-5zM17 7h4v10h-4z',
  takes: 'calls',
  ports: { calls: { label: 'Delivers to', fields: deliveryFields } },
  fields,
};
