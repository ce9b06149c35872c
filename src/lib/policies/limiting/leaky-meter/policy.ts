import type { ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { leakyFields } from '#lib/policies/leaky-fields.ts';

const fields = leakyFields(
  { label: 'Bucket', help: 'Requests that fit in at once.' },
  'Requests that leak out of it each second.',
);
export type LeakyMeterConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'limiting',
  policy: 'leaky-meter',
  label: 'Leaky bucket (meter)',
  blurb: 'A request pours into a leaking bucket, and is refused when it would run over.',
  group: 'Textbook',
  order: 14,
  fields,
};
