import { number, type ConfigOf, type Preset } from '#lib/base/schema.ts';
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
    help: 'How long it stays open before a call may go down as a probe.',
    unit: 's',
    min: 0.001,
    max: 3_600,
    default: 30,
    source: 'course',
  }),
  successThreshold: number({
    label: 'Success threshold',
    help: 'Probes, one at a time, that must succeed before it closes.',
    unit: 'calls',
    min: 1,
    max: 1_000,
    integer: true,
    default: 2,
    source: 'course',
  }),
};
export type CourseConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'course',
  label: 'Course rule',
  blurb: 'Opens after failures in a row, admits one probe at a time after the cooldown.',
  order: 10,
  group: 'Textbook',
  fields,
  openMicros: ({ cooldownSeconds }: CourseConfig) => sToMicros(cooldownSeconds),
  presets: [
    preset('demo', 'for showing: 5 failures, 10 s', 5, 10, 1),
    preset('production', 'for production: 5 failures, 30 s, 2 probes', 5, 30, 2),
    preset('payments', 'route /payments: 5 failures, 30 s', 5, 30, 2),
    preset('inventory', 'route /inventory: 10 failures, 60 s', 10, 60, 2),
    preset('users', 'route /users: 20 failures, 10 s', 20, 10, 2),
  ],
};

function preset(
  name: string,
  label: string,
  failureThreshold: number,
  cooldownSeconds: number,
  successThreshold: number,
): Preset {
  return { name, label, config: { failureThreshold, cooldownSeconds, successThreshold } };
}
