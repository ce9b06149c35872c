import type { PolicyDefinition } from '#lib/policies/definition.ts';
import { readinessFields } from '#lib/policies/readiness-fields.ts';

export const policy: PolicyDefinition = {
  family: 'checking',
  policy: 'kubernetes',
  label: 'Kubernetes readiness probe',
  blurb: 'Every 10 s; three failures make a pod unready. An exit of its process is seen within a second.',
  group: 'Kubernetes',
  order: 70,
  fields: readinessFields,
};
