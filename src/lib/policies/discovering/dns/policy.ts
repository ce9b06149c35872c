import { choice, defaultsOf, number, variant, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import { callerCaches } from '#lib/policies/caller-caches.ts';
import type { Mechanism } from '#lib/policies/definition.ts';
import { optionsOf, optionsOrNone } from '#lib/policies/policies.ts';

const ttl = (label: string, help: string) =>
  number({
    label,
    help,
    unit: 's',
    min: 0,
    max: 3_600,
    integer: true,
    default: 30,
    source: 'CoreDNS in kubeadm',
  });

const fields = {
  recordTtlSeconds: ttl('Record TTL', 'How long anybody may keep an address.'),
  soaTtlSeconds: ttl(
    'SOA TTL',
    'A denial may be kept as long as this and the SOA minimum say: the smaller one (RFC 2308).',
  ),
  soaMinimumSeconds: ttl('SOA minimum', 'See SOA TTL.'),
  health: variant<Variant>({
    label: 'Health checks',
    help: 'Whether the zone looks after its instances itself. Without, a record goes when its instance says goodbye or is replaced, and a crash leaves it.',
    options: optionsOrNone('checking'),
    default: { is: 'none' },
    source: 'Halfopen',
  }),
  resolver: choice({
    label: 'Resolver',
    help: 'The cache that all callers ask. It hands on what is left of a TTL, so that caches behind it add nothing.',
    options: {
      none: 'none: the zone is asked each time',
      exact: 'to the moment',
      dnsmasq: 'dnsmasq: whole seconds of the wall clock',
      coredns: 'CoreDNS cache plugin',
    },
    default: 'exact',
    source: 'Halfopen',
  }),
  callerCache: variant<Variant>({
    label: 'Callers keep',
    help: 'What each calling process keeps beside the resolver. An edge of a caller to this registry may say otherwise.',
    options: callerCaches,
    default: { is: 'none' },
    source: 'Go, glibc, Node.js',
  }),
  addresses: choice({
    label: 'Callers use',
    help: 'Of several addresses: all, among which the caller’s own load balancing chooses, or the first one told. A resolver turns them with each answer.',
    options: { all: 'all of them', first: 'the first' },
    default: 'all',
    source: 'Halfopen',
  }),
};
export type DnsConfig = ConfigOf<typeof fields>;

/** Asked for when a preset is chosen: the checks are policies too, and may come after this one. */
const checked = (is: string) => ({ is, ...defaultsOf(optionsOf('checking')[is].fields) });
const jvm = { is: 'jvm', ...defaultsOf(callerCaches.jvm.fields) };

export const policy: Mechanism = {
  family: 'discovering',
  policy: 'dns',
  label: 'DNS',
  blurb:
    'A stable name; addresses are kept for as long as their TTL says, and longer by those who do not listen.',
  group: 'DNS',
  order: 60,
  fields,
  presets: [
    { name: 'coredns', label: 'CoreDNS in Kubernetes', config: { resolver: 'coredns' } },
    // plugin/kubernetes: ttl 5 unless the Corefile says otherwise, as kubeadm’s does; denials have the same.
    {
      name: 'headless',
      label: 'Headless Service, CoreDNS ttl 5',
      get config() {
        const ttls = { recordTtlSeconds: 5, soaTtlSeconds: 5, soaMinimumSeconds: 5 };
        return { resolver: 'coredns', ...ttls, health: checked('kubernetes') };
      },
    },
    {
      name: 'headless-kubeadm',
      label: 'Headless Service, kubeadm’s ttl 30',
      get config() {
        return { resolver: 'coredns', health: checked('kubernetes') };
      },
    },
    { name: 'course', label: 'TTL of 10 s', config: { recordTtlSeconds: 10 } },
    { name: 'dnsmasq', label: 'dnsmasq', config: { resolver: 'dnsmasq' } },
    {
      name: 'route53',
      label: 'Route 53 with health checks',
      get config() {
        const ttls = { recordTtlSeconds: 60, soaTtlSeconds: 900, soaMinimumSeconds: 3_600 };
        return { ...ttls, health: checked('route53') };
      },
    },
    { name: 'jvm', label: 'JVM callers', config: { callerCache: jvm, addresses: 'first' } },
  ],
};
