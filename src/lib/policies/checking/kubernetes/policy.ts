import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Kubernetes';
const seconds = (label: string, help: string, min: number, standard: number) =>
  number({ label, help, unit: 's', min, max: 3_600, integer: true, default: standard, source });
const count = (label: string, help: string, standard: number) =>
  number({ label, help, unit: '', min: 1, max: 1_000, integer: true, default: standard, source });

const fields = {
  periodSeconds: seconds('periodSeconds', 'From the start of one probe to the start of the next.', 1, 10),
  timeoutSeconds: seconds('timeoutSeconds', 'After which a probe has failed.', 1, 1),
  successThreshold: count('successThreshold', 'Successes in a row that make it ready.', 1),
  failureThreshold: count('failureThreshold', 'Failures in a row that make it unready.', 3),
  initialDelaySeconds: seconds('initialDelaySeconds', 'No probe before this.', 0, 0),
};
export type KubernetesProbeConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'checking',
  policy: 'kubernetes',
  label: 'Kubernetes readiness probe',
  blurb: 'Every 10 s; three failures make a pod unready. An exit of its process is seen within a second.',
  group: 'Kubernetes',
  order: 70,
  fields,
};
