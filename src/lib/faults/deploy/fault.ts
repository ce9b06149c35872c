import { number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';

const fields = {
  maxSurge: share(
    'Most beyond',
    'Instances beyond those desired that may exist meanwhile. A share is rounded up.',
  ),
  maxUnavailable: share(
    'Most unavailable',
    'Of those desired, how many may be missing meanwhile. A share is rounded down; if both come to none, one may be.',
  ),
  minReadySeconds: number({
    label: 'Ready for',
    help: 'How long a new instance must have been up before it counts.',
    unit: 's',
    min: 0,
    max: 3_600,
    default: 0,
    source: 'Kubernetes',
  }),
};

export const fault: FaultDefinition = {
  fault: 'deploy',
  label: 'Deploy a new version',
  short: 'Deploy',
  line: 'a new version of {target} is deployed',
  blurb:
    'A rolling deployment: new instances come up at new addresses, and old ones are stopped gracefully as the new ones serve.',
  order: 17,
  icon: 'M12 3v12M8 7l4-4 4 4M4 15v5h16v-5',
  target: 'node',
  once: true,
  suits: (kind) => kind.addresses !== undefined,
  fields,
  levers: ({ maxSurge, maxUnavailable, minReadySeconds }: ConfigOf<typeof fields>) => [
    { lever: 'surgeCount', value: valueOf(maxSurge, 'count') },
    { lever: 'surgePercent', value: valueOf(maxSurge, 'percent') },
    { lever: 'unavailableCount', value: valueOf(maxUnavailable, 'count') },
    { lever: 'unavailablePercent', value: valueOf(maxUnavailable, 'percent') },
    { lever: 'minReadyMicros', value: sToMicros(minReadySeconds) },
    { lever: 'deploy', value: 1 },
  ],
};

/** Kubernetes' IntOrString: a share of those desired, or a number. */
function share(label: string, help: string) {
  const source = 'Kubernetes';
  const whole = { integer: true, min: 0, source };
  return variant({
    label,
    help,
    options: {
      percent: {
        label: 'a share',
        fields: { percent: number({ label: 'Share', unit: '%', max: 100, default: 25, ...whole }) },
      },
      count: {
        label: 'a number',
        fields: { count: number({ label: 'Number', unit: 'instances', max: 32, default: 1, ...whole }) },
      },
    },
    default: { is: 'percent', percent: 25 },
    source,
  });
}

function valueOf(chosen: Variant, option: string): number {
  return chosen.is === option ? (chosen[option] as number) : 0;
}
