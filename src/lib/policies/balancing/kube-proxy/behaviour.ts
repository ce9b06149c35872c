import type { Fact, FactBar } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Connections } from './connections.ts';
import { ExclusiveConnections } from './exclusive-connections.ts';
import { PodRules } from './pod-rules.ts';
import type { KubeProxyConfig } from './policy.ts';
import { SharedConnections } from './shared-connections.ts';

/**
 * A Kubernetes Service as its callers meet it (kubernetes/kubernetes pkg/proxy/iptables and pkg/proxy/ipvs; Linux
 * xt_statistic, ip_vs_rr): kube-proxy’s rules choose a pod when a connection is opened, and conntrack sends all that follows
 * there. So a call on a kept connection goes where the last one went, whatever the endpoints, the load or the other pods’
 * number have become meanwhile.
 */
export function create(build: Build<KubeProxyConfig>, endpoints: Endpoints): Balancer {
  return new KubeProxy(build, endpoints);
}

const OPENED = 0;
const REUSED = 1;

class KubeProxy implements Balancer {
  readonly pins = true;
  private readonly rules: PodRules;
  private readonly connections: Connections;
  private readonly counts: Float64Array;

  constructor(
    build: Build<KubeProxyConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { http2, keepalive } = build.config;
    this.rules = new PodRules(build, endpoints);
    this.connections =
      http2 && keepalive > 0
        ? new SharedConnections(build, endpoints)
        : new ExclusiveConnections(build, endpoints);
    this.counts = build.f64(2);
  }

  pick(call: Frame): number {
    const pinned = this.connections.take(call);
    if (pinned !== NONE) {
      this.counts[REUSED]++;
      return pinned;
    }
    const host = this.rules.choose();
    if (host === NONE) return NONE;
    this.counts[OPENED]++;
    this.connections.open(call, host);
    return host;
  }

  ended(call: Frame): void {
    this.connections.ended(call);
  }

  reset(): void {
    this.rules.reset();
    this.connections.reset();
    this.counts.fill(0);
  }

  explain(): readonly Fact[] {
    const { endpoints, counts } = this;
    return [
      { key: 'endpoints', label: 'Pods ready', value: endpoints.count },
      { key: 'opened', label: 'Connections opened', value: counts[OPENED] },
      { key: 'reused', label: 'Calls on a kept one', value: counts[REUSED] },
      { key: 'open', label: 'Open connections', value: '', bars: this.bars() },
    ];
  }

  /** By pod; also to those that are no endpoints any more, as long as a connection leads there. */
  private bars(): FactBar[] {
    const { endpoints } = this;
    const ready = endpoints.hosts.subarray(0, endpoints.count);
    return Array.from({ length: endpoints.room }, (_, slot): FactBar & { isReady: boolean } => {
      const isReady = ready.includes(endpoints.first + slot);
      const bar = { label: endpoints.nameOf(slot), value: this.connections.openTo(slot), isReady };
      return isReady ? bar : { ...bar, note: 'no endpoint any more' };
    }).filter(({ isReady, value }) => isReady || value > 0);
  }
}
