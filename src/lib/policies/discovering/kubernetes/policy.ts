import { choice, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { Mechanism } from '#lib/policies/definition.ts';
import { readinessFields } from '#lib/policies/readiness-fields.ts';

const source = 'Kubernetes';
const seconds = (label: string, help: string, standard: number, min = 0) =>
  number({ label, help, unit: 's', min, max: 3_600, default: standard, source });

const fields = {
  readinessProbe: flag({
    label: 'readinessProbe',
    help: 'Without one a pod is ready as soon as it has started, and a process that hangs stays ready for ever.',
    default: true,
    source,
  }),
  ...readinessFields,
  restartPolicy: choice({
    label: 'restartPolicy',
    help: 'Always: the kubelet restarts a container in place, at the same address: at once, then after 10 s, 20 s and so on. A Deployment has Always; with Never a killed instance stays down for you to look at.',
    options: { Never: 'Never', Always: 'Always' },
    default: 'Never',
    source: 'Halfopen',
  }),
  minSyncPeriodSeconds: seconds(
    'minSyncPeriod',
    'A kube-proxy writes its rules at most so often, two in a row at first.',
    1,
  ),
  syncPeriodSeconds: seconds(
    'syncPeriod',
    'A kube-proxy compares all of its rules so often: a notice that got lost is made good.',
    30,
    1,
  ),
  propagationMinSeconds: seconds(
    'Propagation, at least',
    'From a change of an EndpointSlice to the rules of a kube-proxy: drawn evenly between this and the most.',
    1,
  ),
  propagationMaxSeconds: seconds(
    'Propagation, at most',
    'The two ends of one range: the larger is meant as the most.',
    2,
  ),
  nodeLeaseRenewSeconds: seconds('Lease renewal', 'How often a kubelet renews the lease of its node.', 10, 1),
  nodeMonitorPeriodSeconds: seconds(
    'node-monitor-period',
    'How often the node controller looks at the leases.',
    5,
    0.1,
  ),
  nodeMonitorGracePeriodSeconds: seconds(
    'node-monitor-grace-period',
    'Silence after which a node is NotReady, and its pods with it; 50 s from Kubernetes 1.32 on.',
    40,
  ),
  tolerationSeconds: seconds(
    'tolerationSeconds',
    'After which the pods of a node that is NotReady are deleted.',
    300,
  ),
};
export type KubernetesConfig = ConfigOf<typeof fields>;

export const policy: Mechanism = {
  family: 'discovering',
  policy: 'kubernetes',
  label: 'Kubernetes Service',
  blurb:
    'Kubelets probe their pods; who is ready is in an EndpointSlice, and every kube-proxy follows it a second or two later.',
  group: 'Kubernetes',
  order: 50,
  fields,
  presets: [
    {
      name: 'kubernetes-before-1.32',
      label: 'Kubernetes before 1.32',
      config: { nodeMonitorGracePeriodSeconds: 40 },
    },
    {
      name: 'kubernetes-1.32',
      label: 'Kubernetes 1.32 and later',
      config: { nodeMonitorGracePeriodSeconds: 50 },
    },
    {
      name: 'kubernetes-tight-readiness',
      label: 'Kubernetes: tight readiness',
      config: { periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 2 },
    },
  ],
};
