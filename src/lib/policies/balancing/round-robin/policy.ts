import type { PolicyDefinition } from '#lib/policies/definition.ts';

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'round-robin',
  label: 'Round robin',
  blurb: 'Each instance in turn.',
  order: 10,
  fields: {},
};
