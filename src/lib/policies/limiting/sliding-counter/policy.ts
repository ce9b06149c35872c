import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';

const fields = {
  limit: number({
    label: 'Limit',
    help: 'Let in while the estimate is below it.',
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
  ...keyFields('global', 'Halfopen'),
};
export type SlidingCounterConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'sliding-counter',
  label: 'Sliding counter',
  blurb: 'Two counters estimate a sliding window, as if the last window’s requests had come evenly.',
  group: 'Textbook',
  order: 12,
  presets: [
    {
      name: 'cloudflare-example',
      label: 'Cloudflare’s example: 50 a minute',
      config: { limit: 50, windowMs: 60_000, key: 'client', maxKeys: 256 },
    },
  ],
  fields,
};
