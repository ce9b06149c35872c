import type { MechanismAtWork } from '#lib/policies/discovering/contract.ts';
import { ControlPlane } from './control-plane.ts';
import { KubeProxy } from './kube-proxy.ts';
import { Kubelet } from './kubelet.ts';
import type { KubernetesConfig } from './policy.ts';

/** A Service of Kubernetes with a cluster IP. Each pod is on a node of its own; so is each caller. */
export const mechanism: MechanismAtWork<KubernetesConfig> = {
  registrar: (build) => new ControlPlane(build),
  registrant: (build, registry) => new Kubelet(build, registry),
  resolver: (build, registry, port) => new KubeProxy(build, registry, port),
};
