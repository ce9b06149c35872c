import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'registry-up',
  label: 'Registry up',
  line: '{target} is back',
  blurb: 'It serves again from the table it had; every lease starts anew.',
  order: 60,
  icon: 'M4 5h16M4 10h16M4 15h8M4 20h8M15 18l2 2 4-4',
  target: 'node',
  when: ['down'],
  suits: (kind) => kind.takes === 'registry',
  fields: {},
  levers: () => [{ lever: 'down', value: 0 }],
};
