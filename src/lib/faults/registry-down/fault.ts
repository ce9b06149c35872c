import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'registry-down',
  label: 'Registry down',
  line: '{target} is down',
  blurb: 'Registrations, heartbeats and lookups are refused; callers go on with the copies they hold.',
  order: 50,
  icon: 'M4 5h16M4 10h16M4 15h8M4 20h8M16 15l5 5M21 15l-5 5',
  target: 'node',
  when: ['up'],
  suits: (kind) => kind.takes === 'registry',
  fields: {},
  levers: () => [{ lever: 'down', value: 1 }],
};
