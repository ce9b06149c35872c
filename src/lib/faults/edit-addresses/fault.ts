import type { FaultDefinition } from '#lib/faults/definition.ts';

export const fault: FaultDefinition = {
  fault: 'edit-addresses',
  label: 'Edit addresses',
  line: 'the addresses on {target} were edited by hand',
  blurb:
    'The caller’s configuration is given the addresses of today and takes effect at once. Needed where nobody is asked: on an edge without a registry that both ends know.',
  order: 46,
  icon: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  target: 'edge',
  suits: () => true,
  fields: {},
  levers: () => [{ lever: 'addresses', value: 1 }],
};
