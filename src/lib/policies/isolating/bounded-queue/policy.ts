import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  limit: number({
    label: 'limit, PermitLimit',
    help: 'How many calls may be under way at once.',
    unit: 'calls',
    min: 1,
    max: 100_000,
    integer: true,
    default: 1_000,
    source: 'Polly; cockatiel has no default',
  }),
  queue: number({
    label: 'queue, QueueLimit',
    help: 'How many more may wait, for as long as it takes; one more is refused.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    integer: true,
    default: 0,
    source: 'cockatiel, Polly',
  }),
};
export type BoundedQueueConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'isolating',
  policy: 'bounded-queue',
  label: 'Bulkhead with a bounded queue',
  blurb: 'So many calls at once, so many more in a queue, and no time limit on the wait.',
  group: 'cockatiel, Polly',
  order: 15,
  presets: [
    { name: 'polly', label: 'Polly v8 (1,000 permits, no queue)', config: { limit: 1_000, queue: 0 } },
    { name: 'cockatiel', label: 'cockatiel: bulkhead(10)', config: { limit: 10, queue: 0 } },
    { name: 'cockatiel-queue', label: 'cockatiel: bulkhead(10, 20)', config: { limit: 10, queue: 20 } },
  ],
  fields,
};
