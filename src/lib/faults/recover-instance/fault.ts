import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'recover-instance',
  label: 'Recover instance',
  short: 'Recover',
  line: '{target} answers again',
  blurb: 'The hang is over: what waited for it is served first.',
  order: 22,
  icon: 'M4 12h4l2-6 4 12 2-6h4',
  target: 'instance',
  when: ['hung'],
  suits: (kind) => kind.instances !== undefined,
  fields: {},
  levers: () => [{ lever: 'hung', value: 0 }],
};
