import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'restart-instance',
  label: 'Restart instance',
  short: 'Restart',
  line: '{target} was restarted',
  blurb: 'The process starts again in place, with the same address; it serves after its start-up time.',
  order: 20,
  icon: 'M4 12a8 8 0 1 1 2.5 5.8M4 19v-5h5',
  target: 'instance',
  when: ['down'],
  suits: (kind) => kind.instances !== undefined,
  fields: {},
  levers: () => [{ lever: 'down', value: 0 }],
};
