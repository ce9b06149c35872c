import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'stop-instance',
  label: 'Stop gracefully',
  short: 'Stop',
  line: '{target} was asked to stop',
  blurb:
    'It says goodbye to its registry, goes on serving for a moment, finishes what it has in hand, and exits.',
  order: 14,
  icon: 'M7 7h10v10H7z',
  target: 'instance',
  when: ['up', 'starting', 'hung'],
  suits: (kind) => kind.instances !== undefined,
  fields: {},
  levers: () => [{ lever: 'stop', value: 1 }],
};
