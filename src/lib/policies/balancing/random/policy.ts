import type { PolicyDefinition } from '#lib/policies/definition.ts';

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'random',
  label: 'Random',
  blurb: 'Any instance, each equally likely.',
  order: 20,
  fields: {},
};
