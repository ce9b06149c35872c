import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';

const fields = {
  instances: number({
    label: 'To',
    help: 'New ones come up at free addresses, and wait when there is none; the last to come are the first to go.',
    unit: 'instances',
    min: 1,
    max: 32,
    integer: true,
    default: 4,
    source: 'Halfopen',
  }),
};

export const fault: FaultDefinition = {
  fault: 'scale',
  label: 'Scale',
  line: '{target} is to have {instances} instances',
  blurb:
    'Instances are added at new addresses, or stopped gracefully. An autoscaler may think otherwise soon after.',
  order: 18,
  icon: 'M4 20V10M10 20V4M16 20v-7M20 8h-6M17 5v6',
  target: 'node',
  once: true,
  suits: (kind) => kind.addresses !== undefined,
  fields,
  levers: ({ instances }: ConfigOf<typeof fields>) => [{ lever: 'scale', value: instances }],
};
