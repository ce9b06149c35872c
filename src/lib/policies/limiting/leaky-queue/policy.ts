import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const fields = {
  capacity: number({
    label: 'Queue',
    help: 'Requests that fit in at once, the one that leaks out included.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
    integer: true,
    default: 20,
    source: 'Halfopen',
  }),
  leakPerSecond: number({
    label: 'Leak',
    help: 'Requests let through each second, at equal gaps.',
    unit: '/s',
    min: 0.001,
    max: 1_000_000,
    default: 20,
    source: 'Halfopen',
  }),
  ...keyFields('global', 'Halfopen'),
};
export type LeakyQueueConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'leaky-queue',
  label: 'Leaky bucket (queue)',
  blurb: 'Requests wait their turn and leave at a constant rate; what does not fit in is refused.',
  group: 'Textbook',
  order: 15,
  fields,
};
