import { choice, text, type ConfigOf } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';

const source = 'Halfopen';
const fields = {
  with: text({
    label: 'Cut off from',
    help: 'Another group, or all that is outside.',
    maxLength: 8,
    holds: 'group',
    default: '',
    source,
  }),
  mode: choice({
    label: 'Messages are',
    options: { drop: 'dropped: callers wait', reject: 'rejected: callers are told' },
    default: 'drop',
    source,
  }),
};

export const fault: FaultDefinition = {
  fault: 'partition',
  label: 'Partition',
  line: '{target} is cut off from {with}',
  blurb:
    'No message gets across any more: requests, answers, heartbeats, probes and notices. What is on its way already may arrive.',
  order: 70,
  icon: 'M12 3l-2 4 4 4-4 4 2 6M3 12h3M18 12h3',
  target: 'group',
  suits: () => false,
  fields,
  levers: (config: ConfigOf<typeof fields>) => [
    { lever: 'partition', value: config.mode === 'reject' ? REJECT : DROP, with: config.with },
  ],
};

const DROP = 1;
const REJECT = 2;
