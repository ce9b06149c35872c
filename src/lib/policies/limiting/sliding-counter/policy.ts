import type { ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { keyFields } from '#lib/policies/limit-keys.ts';
import { limitOf, windowField } from '#lib/policies/window-fields.ts';

const fields = {
  limit: limitOf('Let in while the estimate is below it.'),
  windowMs: windowField,
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
