import type { ConfigOf } from '#lib/base/schema.ts';
import { failureThreshold } from '#lib/policies/course-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  failureThreshold: failureThreshold(
    'Failures in a row that open it for good; one success sets the count back to 0.',
  ),
};
export type StuckOpenConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'stuck-open',
  label: 'Stuck open',
  blurb: 'No half-open: once open it stays open until its caller is restarted.',
  order: 22,
  group: 'Textbook',
  fields,
};
