import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { OUT, type Endpoints } from '#lib/engine/endpoints.ts';
import type { Host } from '#lib/engine/host.ts';
import { exp } from '#lib/engine/random/exp.ts';
import { ln } from '#lib/engine/random/ln.ts';

export interface EnvoyHostsConfig {
  readonly weights: readonly { readonly weight: number }[];
  readonly healthyPanicThresholdPercent: number;
  readonly slowStartWindowSeconds: number;
  readonly slowStartAggression: number;
  readonly slowStartMinWeightPercent: number;
}

/**
 * What Envoy's balancers know of their hosts (source/extensions/load_balancing_policies/common/load_balancer_impl.cc): weights, and
 * since when each has been listed and has passed its health check. Within the slow start window from then on a host has only
 * max((t / window)^(1 / aggression), min_weight_percent) of its weight; an ejection in between does not begin it anew.
 */
export class EnvoyHosts {
  private readonly host: Host;
  private readonly config: EnvoyHostsConfig;
  private readonly windowMicros: number;
  private readonly weights: readonly number[];
  /** By slot: 1 while it is listed and no health check finds fault with it, and since when. */
  private readonly healthy: Uint8Array;
  private readonly since: Float64Array;
  /** 1 when weights differ or a host starts slowly. */
  private readonly weighted: Uint8Array;

  constructor(
    build: Build<EnvoyHostsConfig>,
    private readonly endpoints: Endpoints,
    /** Told at every change of hosts by which they must be scheduled by weight. */
    private readonly schedule: () => void,
  ) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.windowMicros = sToMicros(config.slowStartWindowSeconds);
    this.weights = Array.from({ length: endpoints.room }, (_, slot) => config.weights[slot]?.weight ?? 1);
    this.healthy = build.u8(endpoints.room);
    this.since = build.f64(endpoints.room);
    this.weighted = build.u8(1);
    endpoints.panicPercent = config.healthyPanicThresholdPercent;
    endpoints.onArranged = () => this.look();
  }

  /** Whether hosts must be scheduled by weight: Envoy goes on doing so until the next change of hosts. */
  get areWeighted(): boolean {
    return this.weighted[0] === 1;
  }

  weight(slot: number): number {
    return this.weights[slot] * this.startFactor(slot);
  }

  /** The share of its weight that a host has by now. */
  startFactor(slot: number): number {
    if (!this.startsSlowly(slot)) return 1;
    const age = this.host.now - this.since[slot];
    const { slowStartAggression, slowStartMinWeightPercent } = this.config;
    const time = Math.max(MILLISECOND, age) / this.windowMicros;
    const grown = slowStartAggression === 1 ? time : exp(ln(time) / slowStartAggression);
    return Math.max(Math.min(1, grown), slowStartMinWeightPercent / 100);
  }

  /** Nobody was known before; those that are listed come into rotation now. */
  reset(): void {
    this.healthy.fill(0);
    this.look();
  }

  private look(): void {
    const { endpoints, healthy, since } = this;
    const { hosts, count, listed, listedCount } = endpoints;
    for (let i = 0; i < listedCount; i++) {
      const slot = endpoints.slotOf(listed[i]);
      if ((endpoints.outOf(slot) & OUT.unhealthy) !== 0) continue;
      if (healthy[slot] === 0) since[slot] = this.host.now;
      healthy[slot] |= STILL;
    }
    for (let slot = 0; slot < healthy.length; slot++) healthy[slot] = (healthy[slot] & STILL) === 0 ? 0 : 1;
    let differ = false;
    for (let i = 0; i < count; i++) {
      const slot = endpoints.slotOf(hosts[i]);
      if (this.startsSlowly(slot) || this.weights[slot] !== this.weights[endpoints.slotOf(hosts[0])])
        differ = true;
    }
    this.weighted[0] = Number(differ);
    if (differ) this.schedule();
  }

  /** In panic hosts that are out are used too, with their full weight. */
  private startsSlowly(slot: number): boolean {
    return this.endpoints.outOf(slot) === 0 && this.host.now - this.since[slot] < this.windowMicros;
  }
}

const MILLISECOND = 1_000;
const STILL = 2;
