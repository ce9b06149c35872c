import { choice, flag, list, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

export type HaproxyServer = Readonly<{
  weight: number;
  minconn: number;
  maxconn: number;
  slowstartMs: number;
  backup: boolean;
}>;

const source = 'HAProxy';
const whole = { integer: true, source } as const;

export const serverFields = {
  weight: number({
    label: 'weight',
    help: '0: no traffic.',
    unit: '',
    min: 0,
    max: 256,
    default: 1,
    ...whole,
  }),
  minconn: number({
    label: 'minconn',
    help: 'With it the limit follows the backend’s requests: maxconn * requests / fullconn, but never less than this; 0 = it is always maxconn.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    default: 0,
    ...whole,
  }),
  maxconn: number({
    label: 'maxconn',
    help: 'Requests under way at most; 0 = no limit. Further ones wait in the backend’s queue; with source and uri, in the server’s own.',
    unit: 'calls',
    min: 0,
    max: 100_000,
    default: 0,
    ...whole,
  }),
  slowstartMs: number({
    label: 'slowstart',
    help: 'After it came back up its weight grows for so long; 0 = at once. Counted in whole seconds.',
    unit: 'ms',
    min: 0,
    max: 3_600_000,
    default: 0,
    source,
  }),
  backup: flag({
    label: 'backup',
    help: 'Used when no other server is up.',
    default: false,
    source,
  }),
};

export const fields = {
  balance: choice({
    label: 'balance',
    options: {
      roundrobin: 'roundrobin',
      'static-rr': 'static-rr',
      leastconn: 'leastconn',
      first: 'first',
      source: 'source',
      uri: 'uri',
      random: 'random(<draws>)',
    },
    default: 'roundrobin',
    source,
  }),
  randomDraws: number({
    label: 'draws',
    help: 'Of random: so many servers are drawn, and the least loaded of them is taken.',
    unit: '',
    min: 1,
    max: 100,
    default: 2,
    ...whole,
  }),
  servers: list<HaproxyServer>({
    label: 'Servers',
    help: 'By place among the instances; those without an entry have HAProxy’s defaults.',
    item: serverFields,
    maxItems: 32,
    default: [],
    source,
  }),
  retries: number({
    label: 'retries',
    help: 'After a connection that was refused.',
    unit: 'calls',
    min: 0,
    max: 100,
    default: 3,
    ...whole,
  }),
  redispatch: flag({
    label: 'option redispatch',
    help: 'The last retry may go to another server; with several active servers every one does, at once, unless a hash binds the call.',
    default: false,
    source,
  }),
  redispatchInterval: number({
    label: 'option redispatch <interval>',
    help: 'Positive: every so manieth retry may go to another server. Negative: the one so many before the last, and -1 the last. 0: none.',
    unit: '',
    min: -100,
    max: 100,
    default: -1,
    ...whole,
  }),
  fullconn: number({
    label: 'fullconn',
    help: 'With so many requests in the backend, those that wait included, servers have their maxconn; 0 = always. HAProxy’s own is a tenth of what its frontends may have.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    default: 0,
    ...whole,
  }),
  timeoutConnectMs: number({
    label: 'timeout connect',
    help: 'A retry on the same server waits for so long, but at most 1 s; 0 = not set.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 5_000,
    source: 'HAProxy’s sample configuration',
  }),
  timeoutQueueMs: number({
    label: 'timeout queue',
    help: 'How long a call waits for a free server; 0 = as long as timeout connect.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 0,
    source,
  }),
  allbackups: flag({
    label: 'option allbackups',
    help: 'All backups share the traffic, instead of the first one that is up.',
    default: false,
    source,
  }),
};
export type HaproxyConfig = ConfigOf<typeof fields>;

const plain = { balance: 'roundrobin', servers: [], retries: 3, redispatch: false, timeoutQueueMs: 0 };

export const policy: PolicyDefinition = {
  family: 'balancing',
  policy: 'haproxy',
  label: 'HAProxy backend',
  blurb: 'Weights, maxconn with a queue, slow start, and its own retries of refused connections.',
  order: 40,
  group: 'HAProxy',
  fields,
  presets: [
    { name: 'haproxy', label: 'HAProxy’s defaults', config: plain },
    { name: 'haproxy-redispatch', label: 'HAProxy: redispatch', config: { ...plain, redispatch: true } },
    { name: 'haproxy-leastconn', label: 'HAProxy: leastconn', config: { ...plain, balance: 'leastconn' } },
    { name: 'haproxy-random', label: 'HAProxy: random(2)', config: { ...plain, balance: 'random' } },
  ],
};
