import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'hang-instance',
  label: 'Hang instance',
  short: 'Hang',
  line: '{target} hangs',
  blurb:
    'It takes connections and answers nothing. Its heartbeats go on, so a lease does not notice; a health check does.',
  order: 12,
  icon: 'M12 3v6M12 15v6M5 12h14M8 6l4 3 4-3M8 18l4-3 4 3',
  target: 'instance',
  when: ['up'],
  suits: (kind) => kind.instances !== undefined,
  fields: {},
  levers: () => [{ lever: 'hung', value: 1 }],
};
