import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { KubeProxyConfig } from './policy.ts';

const LAST = 0;
const CLIENTS = 1;

/**
 * Which pod a new connection goes to. iptables: of n rules the i-th, counted from 0, matches with probability 1 / (n - i),
 * so each pod is equally likely, however busy. ipvs: the pod after the last one served (ip_vs_rr). With ClientIP affinity
 * the pod of the client’s last connection goes first for so long, as long as it is an endpoint (iptables `recent`, ipvs
 * persistence); each new connection begins the time anew.
 */
export class PodRules {
  private readonly host: Host;
  private readonly inTurn: boolean;
  private readonly affinityMicros: number;
  private readonly stream: Stream;
  /** The slot last served in turn, and that of the client's last connection. */
  private readonly slots: Int32Array;
  private readonly seenAt: Float64Array;

  constructor(
    build: Build<KubeProxyConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { mode, sessionAffinity, timeoutSeconds } = build.config;
    this.host = build.host;
    this.inTurn = mode === 'ipvs';
    this.affinityMicros = sessionAffinity === 'ClientIP' ? sToMicros(timeoutSeconds) : 0;
    this.stream = build.stream('balancer');
    this.slots = build.i32(2).fill(NONE);
    this.seenAt = build.f64(1);
  }

  /** A host, or NONE when no pod is ready. */
  choose(): number {
    const { endpoints, slots } = this;
    if (endpoints.count === 0) return NONE;
    const host = this.isSticky() ? endpoints.first + slots[CLIENTS] : this.choosePod();
    slots[CLIENTS] = endpoints.slotOf(host);
    this.seenAt[0] = this.host.now;
    return host;
  }

  reset(): void {
    this.slots.fill(NONE);
  }

  private isSticky(): boolean {
    const { endpoints, slots, host } = this;
    const slot = slots[CLIENTS];
    if (this.affinityMicros === 0 || slot === NONE) return false;
    if (host.now - this.seenAt[0] >= this.affinityMicros) return false;
    for (let i = 0; i < endpoints.count; i++) if (endpoints.slotOf(endpoints.hosts[i]) === slot) return true;
    return false;
  }

  private choosePod(): number {
    return this.inTurn ? this.next() : this.drawn();
  }

  private drawn(): number {
    const { hosts, count } = this.endpoints;
    let i = 0;
    while (i < count - 1 && !this.stream.chance(1 / (count - i))) i++;
    return hosts[i];
  }

  /** The ready pod with the next higher slot, or round again the lowest. */
  private next(): number {
    const { endpoints, slots } = this;
    let next = NONE;
    let lowest = NONE;
    for (let i = 0; i < endpoints.count; i++) {
      const slot = endpoints.slotOf(endpoints.hosts[i]);
      if (lowest === NONE || slot < lowest) lowest = slot;
      if (slot > slots[LAST] && (next === NONE || slot < next)) next = slot;
    }
    slots[LAST] = next === NONE ? lowest : next;
    return endpoints.first + slots[LAST];
  }
}
