import { sToMicros } from '#lib/base/time.ts';
import type { MechanismAtWork } from '#lib/policies/discovering/contract.ts';
import { Heartbeat } from '#lib/policies/discovering/heartbeat.ts';
import { EurekaCopy } from './copy.ts';
import type { EurekaConfig } from './policy.ts';
import { EurekaServer } from './registrar.ts';

/** Netflix Eureka with its client and Ribbon (Netflix/eureka, Netflix/ribbon). */
export const mechanism: MechanismAtWork<EurekaConfig> = {
  registrar: (build) => new EurekaServer(build),
  registrant(build, registry) {
    const { leaseRenewalIntervalInSeconds, registerAtStart } = build.config;
    const intervalMicros = sToMicros(leaseRenewalIntervalInSeconds);
    const phases = build.stream('heartbeat');
    return new Heartbeat(build, registry, {
      // What is up at the start of the run has been so for a while: it is registered, and beats at any moment.
      registers: () =>
        build.host.now === 0 ? 'already' : registerAtStart ? 'at once' : 'with its first beat',
      firstMicros: () => (build.host.now === 0 ? 1 + phases.below(intervalMicros) : intervalMicros),
      intervalMicros,
      fromAnswer: true,
    });
  },
  resolver: (build, registry, port) => new EurekaCopy(build, registry, port),
};
