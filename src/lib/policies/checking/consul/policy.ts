import { flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const results = (label: string, help: string) =>
  number({ label, help, unit: '', min: 0, max: 1_000, integer: true, default: 0, source: 'Consul' });

const fields = {
  intervalSeconds: number({
    label: 'interval',
    help: 'From the end of one check to the next; the first comes at random within it.',
    unit: 's',
    min: 1,
    max: 86_400,
    default: 10,
    source: 'Halfopen: Consul asks for a value',
  }),
  timeoutSeconds: number({
    label: 'timeout',
    help: 'After which a check has failed.',
    unit: 's',
    min: 0.001,
    max: 3_600,
    default: 10,
    source: 'Consul',
  }),
  successBeforePassing: results(
    'success_before_passing',
    'Good results in a row; 0 = the first one decides.',
  ),
  failuresBeforeWarning: results('failures_before_warning', 'Failures in a row; 0 = as before critical.'),
  failuresBeforeCritical: results(
    'failures_before_critical',
    'Failures in a row; 0 = the first one decides.',
  ),
  onlyPassing: flag({
    label: 'only_passing',
    help: 'Instances in warning are left out as well.',
    default: false,
    source: 'Consul',
  }),
};
export type ConsulCheckConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'checking',
  policy: 'consul',
  label: 'Consul service check',
  blurb: 'Passing, warning or critical; starts critical, and by default every single result decides.',
  group: 'Consul',
  order: 50,
  fields,
};
