import { choice, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Kubernetes';

const fields = {
  mode: choice({
    label: 'mode',
    help: 'iptables: a rule for each pod, any of them equally likely. ipvs: its scheduler rr, each in turn.',
    options: { iptables: 'iptables', ipvs: 'ipvs (rr)' },
    default: 'iptables',
    source,
  }),
  sessionAffinity: choice({
    label: 'sessionAffinity',
    help: 'ClientIP: new connections of a caller go where its last one went.',
    options: { None: 'None', ClientIP: 'ClientIP' },
    default: 'None',
    source,
  }),
  timeoutSeconds: number({
    label: 'clientIP.timeoutSeconds',
    help: 'With ClientIP: after so long without a new connection any pod may be chosen.',
    unit: 's',
    min: 1,
    max: 86_400,
    integer: true,
    default: 10_800,
    source,
  }),
  keepalive: number({
    label: 'Connections kept',
    help: 'How many each caller keeps open for later calls; 0 = a new connection for each call.',
    unit: '',
    min: 0,
    max: 1_024,
    integer: true,
    default: 2,
    source: 'Go net/http MaxIdleConnsPerHost',
  }),
  http2: flag({
    label: 'HTTP/2',
    help: 'A connection carries any number of calls at once: all go along the kept ones, in turn. Off: one at a time.',
    default: false,
    source: 'Halfopen',
  }),
  keepaliveRequests: number({
    label: 'Calls a connection',
    help: 'After so many calls a connection is closed; 0 = never for that.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: 0,
    source: 'Go net/http; nginx: 1,000',
  }),
  keepaliveTimeoutSeconds: number({
    label: 'Keep idle for',
    help: 'A connection that was idle for so long is closed.',
    unit: 's',
    min: 0.001,
    max: 3_600,
    default: 90,
    source: 'Go net/http IdleConnTimeout',
  }),
};
export type KubeProxyConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'kube-proxy',
  label: 'kube-proxy',
  blurb: 'A pod for each connection, not for each call: what is kept alive stays with its pod.',
  group: 'Kubernetes',
  order: 95,
  fields,
  presets: [
    { name: 'kube-proxy-new', label: 'A connection for each call', config: { keepalive: 0 } },
    { name: 'kube-proxy-http1', label: 'Go’s HTTP/1.1 client', config: { keepalive: 2, http2: false } },
    { name: 'kube-proxy-grpc', label: 'gRPC: one HTTP/2 connection', config: { keepalive: 1, http2: true } },
  ],
};
