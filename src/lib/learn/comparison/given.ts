/** What the course says of a mechanism: nothing here was run. */
export interface Given {
  readonly mechanism: string;
  /** About; what the registry of a run then works on a lookup. */
  readonly lookupMs: number;
  readonly staleData: string;
  readonly kubernetesNative: string;
  readonly datacenters: string;
  readonly bestFor: string;
}

/** In the course's order, after what it argues against. */
export const given: readonly Given[] = [
  {
    mechanism: 'hard-coded',
    lookupMs: 0,
    staleData: 'total',
    kubernetesNative: 'no',
    datacenters: 'no',
    bestFor: 'nothing that changes',
  },
  {
    mechanism: 'dns',
    lookupMs: 1,
    staleData: 'medium: the TTL',
    kubernetesNative: 'yes',
    datacenters: 'limited',
    bestFor: 'simple set-ups, Kubernetes',
  },
  {
    mechanism: 'consul',
    lookupMs: 5,
    staleData: 'low: a heartbeat every 10 s',
    kubernetesNative: 'external',
    datacenters: 'yes',
    bestFor: 'several datacenters, health checks',
  },
  {
    mechanism: 'eureka',
    lookupMs: 5,
    staleData: 'low to medium',
    kubernetesNative: 'external',
    datacenters: 'no',
    bestFor: 'AWS and Spring',
  },
  {
    mechanism: 'kubernetes',
    lookupMs: 1,
    staleData: 'very low',
    kubernetesNative: 'native',
    datacenters: 'no',
    bestFor: 'one cluster',
  },
];
