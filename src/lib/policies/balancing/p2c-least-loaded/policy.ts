import type { PolicyDefinition } from '#lib/policies/definition.ts';

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'p2c-least-loaded',
  label: 'Finagle P2C least loaded',
  blurb: 'Of two different hosts drawn at random the one with fewer calls under way.',
  group: 'Finagle',
  order: 75,
  fields: {},
};
