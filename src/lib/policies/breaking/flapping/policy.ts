import type { ConfigOf } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import { cooldownSeconds, failureThreshold } from '#lib/policies/course-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  failureThreshold: failureThreshold(),
  cooldownSeconds: cooldownSeconds('How long it stays open before it closes and lets everybody down.'),
};
export type FlappingConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'flapping',
  label: 'Flapping',
  blurb: 'No half-open: it closes when the cooldown is over, and a flood goes down.',
  order: 24,
  group: 'Textbook',
  fields,
  openMicros: ({ cooldownSeconds }: FlappingConfig) => sToMicros(cooldownSeconds),
};
