import { flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { Scaling } from '#lib/policies/definition.ts';

const fields = {
  minCapacity: capacity('Least', 1),
  maxCapacity: capacity('Most', 10),
  targetValue: number({
    label: 'Target',
    help: 'How busy an instance’s threads should be on average: what the processor is at AWS, the threads are here.',
    unit: '%',
    min: 1,
    max: 100,
    default: 75,
    source: 'AWS example',
  }),
  scaleOutCooldownSeconds: seconds(
    'Cool-down after up',
    'In which only what goes beyond the step just taken is added.',
  ),
  scaleInCooldownSeconds: seconds('Cool-down after down', 'In which nothing more is taken away.'),
  disableScaleIn: flag({
    label: 'Never down',
    help: 'Instances are added, and none is taken away.',
    default: false,
    source: 'AWS',
  }),
};
export type TargetTrackingConfig = ConfigOf<typeof fields>;

export const policy: Scaling = {
  family: 'scaling',
  policy: 'target-tracking',
  label: 'Target tracking',
  blurb:
    'Up after three minutes above the target, down after fifteen well below it; then it waits for the effect.',
  group: 'AWS',
  order: 20,
  fields,
};

function capacity(label: string, value: number) {
  const range = { min: 1, max: 32, integer: true };
  return number({ label, unit: 'instances', ...range, default: value, source: 'Halfopen' });
}

function seconds(label: string, help: string) {
  return number({ label, help, unit: 's', min: 0, max: 3_600, default: 300, source: 'AWS' });
}
