import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'AWS';
const count = (label: string, help: string, standard: number) =>
  number({ label, help, unit: '', min: 2, max: 10, integer: true, default: standard, source });

const fields = {
  healthCheckIntervalSeconds: number({
    label: 'HealthCheckIntervalSeconds',
    help: 'From the start of one check to the start of the next.',
    unit: 's',
    min: 5,
    max: 300,
    default: 30,
    source,
  }),
  healthCheckTimeoutSeconds: number({
    label: 'HealthCheckTimeoutSeconds',
    help: 'After which a check has failed.',
    unit: 's',
    min: 2,
    max: 120,
    default: 5,
    source,
  }),
  healthyThresholdCount: count(
    'HealthyThresholdCount',
    'Passes in a row that bring a target back; a new target needs one.',
    5,
  ),
  unhealthyThresholdCount: count(
    'UnhealthyThresholdCount',
    'Failures in a row after which a target gets no more requests.',
    2,
  ),
};
export type AlbCheckConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'checking',
  policy: 'alb',
  label: 'AWS Application Load Balancer',
  blurb: 'Every 30 s, two failures take a target out, five passes bring it back; none healthy: all are used.',
  group: 'AWS',
  order: 60,
  fields,
};
