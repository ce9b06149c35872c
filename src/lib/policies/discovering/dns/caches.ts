import type { CacheRules } from './answer-cache.ts';

/** As the RFCs have it: to the moment, and failures are not kept. */
const exact: CacheRules = {
  clock: 'exact',
  floorSeconds: 0,
  capSeconds: Infinity,
  negativeCapSeconds: Infinity,
  failureSeconds: 0,
};

/** Resolvers' caches by product, with the defaults of each. */
export const caches = {
  exact,
  /** dnsmasq 2.90, src/cache.c: zero TTLs and failures are not kept, nothing is capped. */
  dnsmasq: { ...exact, clock: 'wall seconds' },
  /** CoreDNS, plugin/cache: `success` 3600 s, `denial` 1800 s, both at least 5 s; `servfail` 5 s. */
  coredns: {
    clock: 'seconds since',
    floorSeconds: 5,
    capSeconds: 3_600,
    negativeCapSeconds: 1_800,
    failureSeconds: 5,
  },
} as const satisfies Readonly<Record<string, CacheRules>>;
