import { number, type ConfigOf, type Unit } from '#lib/base/schema.ts';
import type { Scaling } from '#lib/policies/definition.ts';

const fields = {
  minReplicas: replicas('Least', 1),
  maxReplicas: replicas('Most', 10),
  averageUtilization: number({
    label: 'Target',
    help: 'How busy an instance’s threads should be on average: what the processor is in Kubernetes, the threads are here.',
    unit: '%',
    min: 1,
    max: 100,
    integer: true,
    default: 80,
    source: 'Kubernetes',
  }),
  tolerance: number({
    label: 'Tolerance',
    help: 'A ratio of utilisation to target this near to 1 changes nothing.',
    unit: '',
    min: 0,
    max: 1,
    default: 0.1,
    source: 'Kubernetes',
  }),
  syncPeriodSeconds: seconds('Looks every', 1, 15, 'Over this time utilisation is averaged, too.'),
  scaleUpStabilizationWindowSeconds: seconds(
    'Steady before up',
    0,
    0,
    'Up only to the lowest number that was recommended in this time.',
  ),
  scaleDownStabilizationWindowSeconds: seconds(
    'Steady before down',
    0,
    300,
    'Down only to the highest number that was recommended in this time.',
  ),
  scaleUpPercent: limit('Up by a share', '%', 10_000, 100),
  scaleUpPods: limit('Up by a number', 'instances', 32, 4),
  periodSeconds: seconds('In each', 1, 15, 'No more than the larger of the two is added in this time.'),
};
export type KubernetesConfig = ConfigOf<typeof fields>;

export const policy: Scaling = {
  family: 'scaling',
  policy: 'kubernetes',
  label: 'HorizontalPodAutoscaler',
  blurb: 'As many as would bring utilisation to the target: fast up, slowly down.',
  group: 'Kubernetes',
  order: 10,
  fields,
};

function replicas(label: string, value: number) {
  const range = { min: 1, max: 32, integer: true };
  return number({ label, unit: 'instances', ...range, default: value, source: 'Kubernetes' });
}

function seconds(label: string, min: number, value: number, help: string) {
  return number({ label, help, unit: 's', min, max: 3_600, default: value, source: 'Kubernetes' });
}

function limit(label: string, unit: Unit, max: number, value: number) {
  return number({ label, unit, min: 0, max, integer: true, default: value, source: 'Kubernetes' });
}
