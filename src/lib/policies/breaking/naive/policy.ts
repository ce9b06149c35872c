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
    help: 'Counted from the latest failure, so that a late one stretches it; after it every call goes down.',
    unit: 's',
    min: 0.001,
    max: 3_600,
    default: 30,
    source: 'course',
  }),
  successThreshold: number({
    label: 'Success threshold',
    help: 'Calls that must succeed while it is half-open before it closes.',
    unit: 'calls',
    min: 1,
    max: 1_000,
    integer: true,
    default: 2,
    source: 'course',
  }),
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
