import { flag, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';
import { limitOf, windowField } from '#lib/policies/window-fields.ts';

const fields = {
  limit: limitOf('Requests let in within any stretch of the window’s length.', 10_000),
  windowMs: windowField,
  logRejected: flag({
    label: 'Log refused requests',
    help: 'Then who does not slow down stays locked out.',
    default: false,
    source: 'Halfopen',
  }),
  ...keyFields('global', 'Halfopen'),
};
export type SlidingLogConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'sliding-log',
  label: 'Sliding log',
  blurb: 'Remembers when each request came: exact, at a price in memory.',
  group: 'Textbook',
  order: 11,
  fields,
};
