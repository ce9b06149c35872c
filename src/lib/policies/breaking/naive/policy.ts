import type { ConfigOf } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import { cooldownSeconds, failureThreshold, successThreshold } from '#lib/policies/course-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  failureThreshold: failureThreshold(),
  cooldownSeconds: cooldownSeconds(
    'Counted from the latest failure, so that a late one stretches it; after it every call goes down.',
  ),
  successThreshold: successThreshold('Calls that must succeed while it is half-open before it closes.'),
};
export type NaiveConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'naive',
  label: 'Naive listing',
  blurb: 'Half-open admits every caller, and a late failure stretches the cooldown.',
  order: 20,
  group: 'Textbook',
  fields,
  openMicros: ({ cooldownSeconds }: NaiveConfig) => sToMicros(cooldownSeconds),
};
