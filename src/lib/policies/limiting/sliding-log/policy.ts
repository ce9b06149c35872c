import { flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const fields = {
  limit: number({
    label: 'Limit',
    help: 'Requests let in within any stretch of the window’s length.',
    unit: 'calls',
    min: 1,
    max: 10_000,
    integer: true,
    default: 20,
    source: 'Halfopen',
  }),
  windowMs: number({
    label: 'Window',
    unit: 'ms',
    min: 1,
    max: 86_400_000,
    default: 1_000,
    source: 'Halfopen',
  }),
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
