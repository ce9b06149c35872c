import { number, text, type ConfigOf } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';

const fields = {
  key: text({ label: 'Key', maxLength: 60, default: 'config', source: 'Halfopen' }),
  value: number({ label: 'Value', unit: '', min: -1e9, max: 1e9, default: 1, source: 'Halfopen' }),
};

export const fault: FaultDefinition = {
  fault: 'put-key',
  label: 'Put a key',
  line: '{key} = {value} was put into {target}',
  blurb:
    'A new value in the registry’s key-value store, for whoever watches the key. Only Consul has one; a registry that is down takes nothing.',
  order: 75,
  icon: 'M14 10a4 4 0 1 0-3.5 4L13 11.5M13.5 10.5 21 10.5v3M18 10.5v2',
  target: 'node',
  suits: (kind) => kind.takes === 'registry',
  fields,
  levers: ({ key, value }: ConfigOf<typeof fields>) => [{ lever: 'put', value, text: key }],
};
