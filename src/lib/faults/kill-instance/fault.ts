import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'kill-instance',
  label: 'Kill instance',
  short: 'Kill',
  line: '{target} was killed',
  blurb:
    'The process is gone at once: nothing is deregistered, work in hand is reset, new connections are refused.',
  order: 10,
  icon: 'M6 6l12 12M18 6 6 18',
  target: 'instance',
  when: ['up', 'starting', 'hung', 'stopping'],
  suits: (kind) => kind.instances !== undefined,
  fields: {},
  levers: () => [{ lever: 'down', value: 1 }],
};
