import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'group-back',
  label: 'Power back',
  line: '{target} has power again',
  blurb:
    'Every instance that was up there starts again in place, with the same address; it serves after its start-up time.',
  order: 85,
  icon: 'M13 3L5 14h6l-1 7 8-11h-6z',
  target: 'group',
  when: ['down'],
  suits: () => false,
  fields: {},
  levers: () => [{ lever: 'down', value: 0 }],
};
