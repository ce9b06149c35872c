import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
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
 * since when each has been in rotation. Within the slow start window a host has only max((t / window)^(1 / aggression),
 * min_weight_percent) of its weight.
 */
export class EnvoyHosts {
  private readonly host: Host;
  private readonly config: EnvoyHostsConfig;
  private readonly windowMicros: number;
  private readonly weights: readonly number[];
  /** By slot: 1 while in rotation, as last looked at, and since when. */
  private readonly isIn: Uint8Array;
  private readonly since: Float64Array;
  /** [version of the endpoints at the last look, 1 when weights differ or a host starts slowly] */
  private readonly state: Int32Array;

  constructor(
    build: Build<EnvoyHostsConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.windowMicros = sToMicros(config.slowStartWindowSeconds);
    this.weights = Array.from({ length: endpoints.room }, (_, slot) => config.weights[slot]?.weight ?? 1);
    this.isIn = build.u8(endpoints.room);
    this.since = build.f64(endpoints.room);
    this.state = build.i32(2);
    this.state[0] = NONE;
    endpoints.panicPercent = config.healthyPanicThresholdPercent;
  }

  /** True when the list, or who is in rotation, is another than at the last look. */
  lookAnew(): boolean {
    const { endpoints, isIn, since, state } = this;
    if (state[0] === endpoints.version) return false;
    state[0] = endpoints.version;
    const { now } = this.host;
    for (let slot = 0; slot < isIn.length; slot++) if (endpoints.outOf(slot) !== 0) isIn[slot] = 0;
    let differ = false;
    const { hosts, count } = endpoints;
    for (let i = 0; i < count; i++) {
      const slot = endpoints.slotOf(hosts[i]);
      if (endpoints.outOf(slot) === 0 && isIn[slot] === 0) {
        isIn[slot] = 1;
        since[slot] = now;
      }
      const startsSlowly = isIn[slot] === 1 && now - since[slot] < this.windowMicros;
      if (startsSlowly || this.weights[slot] !== this.weights[endpoints.slotOf(hosts[0])]) differ = true;
    }
    state[1] = differ ? 1 : 0;
    return true;
  }

  /** Whether hosts must be scheduled by weight: Envoy goes on doing so until the next change of hosts. */
  get areWeighted(): boolean {
    return this.state[1] === 1;
  }

  weight(slot: number): number {
    return this.weights[slot] * this.startFactor(slot);
  }

  /** The share of its weight that a host has by now. */
  startFactor(slot: number): number {
    const age = this.host.now - this.since[slot];
    if (this.isIn[slot] === 0 || age >= this.windowMicros) return 1;
    const { slowStartAggression, slowStartMinWeightPercent } = this.config;
    const time = Math.max(MILLISECOND, age) / this.windowMicros;
    const grown = slowStartAggression === 1 ? time : exp(ln(time) / slowStartAggression);
    return Math.max(Math.min(1, grown), slowStartMinWeightPercent / 100);
  }

  reset(): void {
    this.isIn.fill(0);
    this.state[0] = NONE;
  }
}

const MILLISECOND = 1_000;
