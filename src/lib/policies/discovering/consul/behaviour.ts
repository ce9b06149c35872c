import type { MechanismAtWork } from '#lib/policies/discovering/contract.ts';
import { Announcer } from './announcer.ts';
import { BlockingCopy } from './blocking-copy.ts';
import { DnsCopy } from './dns-copy.ts';
import type { BlockingConfig, ConsulConfig, DnsConfig } from './policy.ts';
import { ConsulRegistrar } from './registrar.ts';

/** Consul: agents with checks, gossip about machines, and blocking queries or DNS for those who ask. */
export const mechanism: MechanismAtWork<ConsulConfig> = {
  registrar: (build) => new ConsulRegistrar(build),
  registrant: (build, registry) => new Announcer(build, registry),
  resolver(build, registry, port, lookup) {
    const { query } = build.config;
    return query.is !== 'blocking'
      ? new DnsCopy(build.with(query as DnsConfig), registry, port)
      : new BlockingCopy(build.with(query as BlockingConfig), registry, port, lookup);
  },
};
