import { sToMicros } from '#lib/base/time.ts';
import type { MechanismAtWork } from '#lib/policies/discovering/contract.ts';
import { Heartbeat } from '#lib/policies/discovering/heartbeat.ts';
import { RefreshedCopy } from './copy.ts';
import type { LeasedConfig } from './policy.ts';
import { LeasedRegistrar } from './registrar.ts';

/** The course's registry: leases kept alive by heartbeats. The first beat falls at random, so that a fleet does not beat together. */
export const mechanism: MechanismAtWork<LeasedConfig> = {
  registrar: (build) => new LeasedRegistrar(build),
  registrant(build, registry) {
    const intervalMicros = sToMicros(build.config.heartbeatSeconds);
    const phases = build.stream('heartbeat');
    const firstMicros = () => phases.below(intervalMicros) + 1;
    return new Heartbeat(build, registry, { registers: () => 'at once', firstMicros, intervalMicros });
  },
  resolver: (build, registry, port) => new RefreshedCopy(build, registry, port),
};
