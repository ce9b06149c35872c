import { number, type ConfigOf } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  failureThreshold: number({
    label: 'Failure threshold',
    help: 'Failures in a row that open it; one success sets the count back to 0.',
    unit: 'calls',
    min: 1,
    max: 1_000,
    integer: true,
    default: 5,
    source: 'course',
  }),
  cooldownSeconds: number({
    label: 'Cooldown',
    help: 'How long it stays open before it closes and lets everybody down.',
    unit: 's',
    min: 0.001,
    max: 3_600,
    default: 30,
    source: 'course',
  }),
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
