import { number, type ConfigOf } from '#lib/base/schema.ts';

const source = 'Kubernetes';
const seconds = (label: string, help: string, min: number, standard: number) =>
  number({ label, help, unit: 's', min, max: 3_600, integer: true, default: standard, source });
const count = (label: string, help: string, standard: number) =>
  number({ label, help, unit: '', min: 1, max: 1_000, integer: true, default: standard, source });

/** A readiness probe’s, whoever sends it: a kubelet, or a caller that checks its callees by itself. */
export const readinessFields = {
  periodSeconds: seconds('periodSeconds', 'From the start of one probe to the start of the next.', 1, 10),
  timeoutSeconds: seconds('timeoutSeconds', 'After which a probe has failed.', 1, 1),
  successThreshold: count('successThreshold', 'Successes in a row that make it ready.', 1),
  failureThreshold: count('failureThreshold', 'Failures in a row that make it unready.', 3),
  initialDelaySeconds: seconds('initialDelaySeconds', 'No probe before this.', 0, 0),
};
export type ReadinessConfig = ConfigOf<typeof readinessFields>;
