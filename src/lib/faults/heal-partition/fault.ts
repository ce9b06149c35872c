import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'heal-partition',
  label: 'Heal partition',
  line: '{target} is joined again',
  blurb: 'Every partition that has it on one of its sides ends; what was lost stays lost.',
  order: 75,
  icon: 'M9 12h6M10 8H8a4 4 0 0 0 0 8h2M14 8h2a4 4 0 0 1 0 8h-2',
  target: 'group',
  when: ['cut off'],
  suits: () => false,
  fields: {},
  levers: () => [{ lever: 'partition', value: 0 }],
};
