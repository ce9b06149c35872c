import { flag, number, type VariantOption } from '#lib/base/schema.ts';

/** What a calling process keeps of the addresses that it was told, by the runtime or product that does so. */
export const callerCaches: Readonly<Record<string, VariantOption>> = {
  none: {
    label: 'nothing (Go, glibc, Node.js)',
    blurb: 'Every connection asks the resolver; calls that come meanwhile share the answer.',
    fields: {},
  },
  ttl: {
    label: 'as long as the TTL says',
    blurb: 'A list is used for what was left of its TTL.',
    fields: {},
  },
  jvm: {
    label: 'JVM (InetAddress)',
    blurb: 'For a time of its own, whatever the TTL says.',
    fields: {
      networkaddressCacheTtlSeconds: number({
        label: 'networkaddress.cache.ttl',
        help: '−1 = for ever, the default under a SecurityManager.',
        unit: 's',
        min: -1,
        max: 86_400,
        default: 30,
        source: 'JVM',
      }),
      networkaddressCacheNegativeTtlSeconds: number({
        label: 'networkaddress.cache.negative.ttl',
        help: 'How long it is remembered that there was no answer, or none that helps.',
        unit: 's',
        min: -1,
        max: 86_400,
        default: 10,
        source: 'JVM',
      }),
    },
  },
  grpc: {
    label: 'gRPC resolver',
    blurb: 'Asks again only when a connection fails: whoever is new is not seen until somebody dies.',
    fields: {
      minResolutionIntervalSeconds: number({
        label: 'MinResolutionInterval',
        help: 'Between two questions.',
        unit: 's',
        min: 0,
        max: 3_600,
        default: 30,
        source: 'gRPC',
      }),
    },
  },
  nginx: {
    label: 'nginx',
    blurb:
      '“server name;” is resolved once, when the process starts; with “resolve” it is asked for anew behind its back.',
    fields: {
      resolve: flag({
        label: 'resolve',
        help: 'Watches the name: as the TTL says, or every `valid`.',
        default: false,
        source: 'nginx',
      }),
      validSeconds: number({
        label: 'valid',
        help: 'Of the resolver: instead of the TTL; 0 = the TTL.',
        unit: 's',
        min: 0,
        max: 86_400,
        default: 0,
        source: 'nginx',
      }),
    },
  },
};
