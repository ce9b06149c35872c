import type { MechanismAtWork } from '#lib/policies/discovering/contract.ts';
import { DnsCopy } from './copy.ts';
import type { DnsConfig } from './policy.ts';
import { DnsRegistrar } from './registrar.ts';
import { ZoneEntry } from './zone-entry.ts';

/** A zone, a resolver in front of it that all callers ask, and what each caller keeps of its own (RFC 1035, RFC 2308). */
export const mechanism: MechanismAtWork<DnsConfig> = {
  registrar: (build) => new DnsRegistrar(build),
  registrant: (build, registry) => new ZoneEntry(build, registry),
  resolver: (build, registry, port, lookup) => new DnsCopy(build, registry, port, lookup),
};
