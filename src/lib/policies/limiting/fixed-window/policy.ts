import { choice, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';
import { limitOf, windowField } from '#lib/policies/window-fields.ts';

const fields = {
  limit: limitOf('Requests let in within one window.'),
  windowMs: windowField,
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
