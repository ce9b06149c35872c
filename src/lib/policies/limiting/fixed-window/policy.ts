import { choice, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const fields = {
  limit: number({
    label: 'Limit',
    help: 'Requests let in within one window.',
    unit: 'calls',
    min: 1,
    max: 1_000_000,
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
  alignment: choice({
    label: 'Windows begin',
    options: { clock: 'at multiples of their length (UTC)', 'first-request': 'with the first request' },
    default: 'clock',
    source: 'Halfopen',
  }),
  ...keyFields('global', 'Halfopen'),
};
export type FixedWindowConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'fixed-window',
  label: 'Fixed window',
  blurb: 'Counts per window; around a window’s edge twice the limit gets through.',
  group: 'Textbook',
  order: 10,
  fields,
};
