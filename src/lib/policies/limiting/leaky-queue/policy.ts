import type { ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { leakyFields } from '#lib/policies/leaky-fields.ts';

const fields = leakyFields(
  { label: 'Queue', help: 'Requests that fit in at once, the one that leaks out included.' },
  'Requests let through each second, at equal gaps.',
);
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
