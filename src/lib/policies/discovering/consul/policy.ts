import { defaultsOf, flag, number, text, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import { consulCheckFields } from '#lib/policies/consul-check-fields.ts';
import type { Mechanism } from '#lib/policies/definition.ts';

const http = consulCheckFields();
const script = consulCheckFields(30, 'After which the script is killed, and the check has failed.');
const ttl = {
  ttlSeconds: number({
    label: 'ttl',
    help: 'Without an update for so long the check turns critical.',
    unit: 's',
    min: 1,
    max: 86_400,
    default: 30,
    source: 'course: Consul asks for a value',
  }),
  heartbeatSeconds: number({
    label: 'Update every',
    help: 'How often an instance says that it passes; 0 = half the TTL.',
    unit: 's',
    min: 0,
    max: 86_400,
    default: 0,
    source: 'Halfopen',
  }),
};
export type ProbedConfig = ConfigOf<typeof http> & Variant;
export type TtlConfig = ConfigOf<typeof ttl> & Variant;

const dns = {
  serviceTtlSeconds: number({
    label: 'service_ttl',
    help: 'For how long callers keep an answer; 0 = every call asks.',
    unit: 's',
    min: 0,
    max: 86_400,
    default: 0,
    source: 'Consul',
  }),
  onlyPassing: flag({
    label: 'only_passing',
    help: 'Instances in warning are left out as well.',
    default: false,
    source: 'Consul',
  }),
  udpAnswerLimit: number({
    label: 'udp_answer_limit',
    help: 'Most addresses in an answer, drawn anew each time; 0 = all, as over TCP.',
    unit: '',
    min: 0,
    max: 10_000,
    integer: true,
    default: 3,
    source: 'Consul',
  }),
};
const prepared = {
  ...dns,
  failoverDatacenters: text({
    label: 'Failover.Datacenters',
    help: 'Asked in this order, commas between them, when no instance here may be called.',
    maxLength: 200,
    default: '',
    source: 'Consul',
  }),
};
const blocking = {
  waitSeconds: number({
    label: 'wait',
    help: 'How long a question is held while nothing changes; up to a sixteenth is added at random.',
    unit: 's',
    min: 1,
    max: 600,
    default: 300,
    source: 'Consul: default_query_time',
  }),
};
export type DnsConfig = ConfigOf<typeof dns> & Variant;
export type PreparedConfig = ConfigOf<typeof prepared> & Variant;
export type BlockingConfig = ConfigOf<typeof blocking> & Variant;

const fields = {
  check: variant<Variant>({
    label: 'check',
    help: 'How the agent beside an instance knows whether it is well. One that starts during the run begins critical.',
    options: {
      http: { label: 'http', blurb: 'The agent asks; 429 warns', fields: http },
      tcp: {
        label: 'tcp',
        blurb: 'The agent connects, and is content: a process that hangs passes',
        fields: http,
      },
      script: { label: 'script', blurb: 'The agent runs a script that asks', fields: script },
      ttl: { label: 'ttl', blurb: 'The instance says that it passes', fields: ttl },
    },
    default: { is: 'http', ...defaultsOf(http) },
    source: 'Halfopen',
  }),
  query: variant<Variant>({
    label: 'Callers ask by',
    help: 'How callers learn where instances are.',
    options: {
      blocking: {
        label: 'blocking queries',
        blurb: 'A question is held until something changed (?passing&index=…&wait=…)',
        fields: blocking,
      },
      prepared: {
        label: 'a prepared query, by DNS',
        blurb: '<name>.query.consul: another datacenter answers when there is nobody in this one',
        fields: prepared,
      },
      dns: { label: 'DNS', blurb: 'The agent’s DNS interface: no caching unless a TTL is set', fields: dns },
    },
    default: { is: 'blocking', ...defaultsOf(blocking) },
    source: 'Halfopen',
  }),
  deregisterCriticalServiceAfterSeconds: number({
    label: 'deregister_critical_service_after',
    help: 'A service that was critical for longer is deregistered, at a look every 30 s; 0 = never, and below a minute is a minute.',
    unit: 's',
    min: 0,
    max: 2_592_000,
    default: 0,
    source: 'Consul',
  }),
  datacenter: text({
    label: 'datacenter',
    help: 'Its name, for those who ask for it by name. Empty: that of the datacenter in which the registry stands, or dc1.',
    maxLength: 60,
    default: '',
    source: 'Consul: dc1',
  }),
  members: number({
    label: 'Members that gossip',
    help: 'Machines in the cluster, which find out when one of them dies; 0 = those that are registered, and the registry’s.',
    unit: '',
    min: 0,
    max: 10_000,
    integer: true,
    default: 0,
    source: 'Halfopen',
  }),
  watchedKey: text({
    label: 'Watched key',
    help: 'Key of the key-value store that every instance watches. Empty: none.',
    maxLength: 60,
    default: '',
    source: 'Halfopen',
  }),
  aeIntervalSeconds: number({
    label: 'ae_interval',
    help: 'How often an agent compares all it knows with the catalog; up to as much again is added at random.',
    unit: 's',
    min: 1,
    max: 3_600,
    default: 60,
    source: 'Consul',
  }),
};
export type ConsulConfig = ConfigOf<typeof fields>;

export const policy: Mechanism = {
  family: 'discovering',
  policy: 'consul',
  label: 'Consul',
  blurb:
    'Agents check instances and gossip about machines; callers ask by DNS, or are answered when something changed.',
  group: 'Consul',
  order: 30,
  fields,
  presets: [
    { name: 'defaults', label: 'Consul’s defaults, HTTP checks every 10 s', config: {} },
    {
      name: 'dns',
      label: 'DNS interface, uncached',
      config: { query: { is: 'dns', ...defaultsOf(dns) } },
    },
    {
      name: 'ttl',
      label: 'TTL of 30 s, an update every 10 s',
      config: { check: { is: 'ttl', ttlSeconds: 30, heartbeatSeconds: 10 } },
    },
    {
      name: 'demo',
      label: 'Fast demo: checks every second, the dead are forgotten after a minute',
      config: {
        check: { is: 'http', ...defaultsOf(http), intervalSeconds: 1, timeoutSeconds: 1 },
        deregisterCriticalServiceAfterSeconds: 60,
      },
    },
  ],
};
