import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'replace-instance',
  label: 'Replace instance',
  short: 'Replace',
  line: '{target} was replaced',
  blurb:
    'It vanishes, and another comes up at a new address: a container that was rescheduled. Who knows only the old address calls nobody.',
  order: 16,
  icon: 'M4 8h11M12 5l3 3-3 3M20 16H9M12 13l-3 3 3 3',
  target: 'instance',
  when: ['up', 'starting', 'hung', 'stopping', 'down'],
  suits: (kind) => kind.addresses !== undefined,
  fields: {},
  levers: () => [{ lever: 'replace', value: 1 }],
};
