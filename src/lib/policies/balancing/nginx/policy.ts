import { choice, flag, list, number, text, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

export type NginxServer = Readonly<{
  weight: number;
  maxFails: number;
  failTimeoutSeconds: number;
  maxConns: number;
  backup: boolean;
  down: boolean;
}>;

const source = 'nginx';
const whole = { integer: true, source } as const;

export const serverFields = {
  weight: number({ label: 'weight', unit: '', min: 1, max: 256, default: 1, ...whole }),
  maxFails: number({
    label: 'max_fails',
    help: 'So many failures within fail_timeout disable it; 0 = never.',
    unit: 'calls',
    min: 0,
    max: 1_000,
    default: 1,
    ...whole,
  }),
  failTimeoutSeconds: number({
    label: 'fail_timeout',
    help: 'How long failures count, and how long it is disabled; counted in whole seconds of the wall clock.',
    unit: 's',
    min: 0,
    max: 86_400,
    default: 10,
    ...whole,
  }),
  maxConns: number({
    label: 'max_conns',
    help: 'Requests under way at most; 0 = no limit. Nobody waits: with all full the call fails.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    default: 0,
    ...whole,
  }),
  backup: flag({
    label: 'backup',
    help: 'Used when no other server can be.',
    default: false,
    source,
  }),
  down: flag({ label: 'down', help: 'Never used.', default: false, source }),
};

export const fields = {
  method: choice({
    label: 'Method',
    options: {
      'round-robin': 'smooth weighted round robin',
      'least-conn': 'least_conn',
      'ip-hash': 'ip_hash',
      hash: 'hash',
      'hash-consistent': 'hash … consistent',
      'random-one': 'random',
      random: 'random two least_conn',
    },
    default: 'round-robin',
    source,
  }),
  hashKey: choice({
    label: 'Hash key',
    help: 'What `hash` is taken of.',
    options: { path: 'path ($uri)', client: 'client' },
    default: 'path',
    source: 'Halfopen',
  }),
  servers: list<NginxServer>({
    label: 'Servers',
    help: 'By place among the instances; those without an entry have nginx’s defaults.',
    item: serverFields,
    maxItems: 32,
    default: [],
    source,
  }),
  proxyNextUpstream: text({
    label: 'proxy_next_upstream',
    help: 'When another server is tried: error timeout http_500 http_502 http_503 http_504 http_403 http_404 http_429 non_idempotent, or off.',
    maxLength: 120,
    default: 'error timeout',
    source,
  }),
  proxyNextUpstreamTries: number({
    label: 'proxy_next_upstream_tries',
    help: 'Servers tried at most; 0 = as many as there are.',
    unit: 'calls',
    min: 0,
    max: 1_000,
    default: 0,
    ...whole,
  }),
  proxyNextUpstreamTimeoutSeconds: number({
    label: 'proxy_next_upstream_timeout',
    help: 'No further server is tried after it; 0 = no limit.',
    unit: 's',
    min: 0,
    max: 3_600,
    default: 0,
    source,
  }),
  idempotent: flag({
    label: 'Idempotent calls',
    help: 'Off: they are POSTs, which are not sent again without non_idempotent.',
    default: true,
    source: 'Halfopen',
  }),
};
export type NginxConfig = ConfigOf<typeof fields>;

const plain = {
  method: 'round-robin',
  servers: [],
  proxyNextUpstream: 'error timeout',
  proxyNextUpstreamTries: 0,
  proxyNextUpstreamTimeoutSeconds: 0,
};

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'nginx',
  label: 'nginx upstream',
  blurb: 'Weights, passive failure detection by max_fails, and its own tries of the next server.',
  order: 30,
  group: 'nginx',
  fields,
  presets: [
    { name: 'nginx', label: 'nginx’s defaults', config: plain },
    { name: 'nginx-least-conn', label: 'nginx: least_conn', config: { ...plain, method: 'least-conn' } },
    {
      name: 'nginx-two-tries',
      label: 'nginx: two tries, gateway errors too',
      config: {
        ...plain,
        proxyNextUpstream: 'error timeout http_502 http_503 http_504',
        proxyNextUpstreamTries: 2,
      },
    },
    {
      name: 'nginx-consistent',
      label: 'nginx: consistent hash of the path',
      config: { ...plain, method: 'hash-consistent', hashKey: 'path' },
    },
  ],
};
