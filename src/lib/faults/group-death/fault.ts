import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'group-death',
  label: 'Power cut',
  line: '{target} lost its power',
  blurb:
    'Every instance in it is gone at once, of every node: nothing is deregistered, nothing refuses connections, callers wait for their time-outs. Clients ask on.',
  order: 80,
  icon: 'M13 3L5 14h6l-1 7 8-11h-6zM3 3l18 18',
  target: 'group',
  when: ['up'],
  suits: () => false,
  fields: {},
  levers: () => [{ lever: 'lost', value: 1 }],
};
