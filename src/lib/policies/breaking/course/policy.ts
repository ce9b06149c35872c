import type { ConfigOf, Preset } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import { cooldownSeconds, failureThreshold, successThreshold } from '#lib/policies/course-fields.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const fields = {
  failureThreshold: failureThreshold(),
  cooldownSeconds: cooldownSeconds('How long it stays open before a call may go down as a probe.'),
  successThreshold: successThreshold('Probes, one at a time, that must succeed before it closes.'),
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
