import type { Fact, FactBar } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { exp } from '#lib/engine/random/exp.ts';
import { ln } from '#lib/engine/random/ln.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { ActiveCalls } from '#lib/policies/balancing/active-calls.ts';
import { Edf } from '#lib/policies/balancing/edf.ts';
import { EnvoyHosts } from '#lib/policies/balancing/envoy-hosts.ts';
import { panicFacts } from '#lib/policies/balancing/panic-facts.ts';
import { PreviousHosts } from '#lib/policies/balancing/previous-hosts.ts';
import type { LeastRequestConfig } from './policy.ts';

/**
 * Envoy's `LeastRequestLoadBalancer`. Hosts of equal weight: some are drawn with replacement, fewest calls under way wins, of
 * equals the first drawn; or, with FULL_SCAN, the fewest of all. Hosts of different weight: earliest deadline first, by weight / (calls under way + 1)^bias as it is
 * when a host is scheduled again.
 */
export function create(build: Build<LeastRequestConfig>, endpoints: Endpoints): Balancer {
  return new LeastRequest(build, endpoints);
}

/** Starts are drawn below this. */
const MANY = 1 << 20;

class LeastRequest implements Balancer {
  private readonly choices: number;
  private readonly scansAll: boolean;
  private readonly bias: number;
  private readonly hosts: EnvoyHosts;
  private readonly active: ActiveCalls;
  private readonly edf: Edf;
  private readonly stream: Stream;
  /** Drawn by a stream of its own: what the choices are does not depend on it. */
  private readonly starts: Stream;
  private readonly start: Int32Array;
  private readonly previous: PreviousHosts;

  constructor(
    build: Build<LeastRequestConfig>,
    private readonly endpoints: Endpoints,
  ) {
    this.choices = build.config.choiceCount;
    this.scansAll = build.config.selectionMethod === 'FULL_SCAN';
    this.bias = build.config.activeRequestBias;
    this.previous = new PreviousHosts(build);
    this.hosts = new EnvoyHosts(build, endpoints, () => this.schedule());
    this.active = new ActiveCalls(build, endpoints);
    this.edf = new Edf(build, endpoints.room);
    this.stream = build.stream('balancer');
    this.starts = build.stream('balancer-start');
    this.start = build.i32(1);
  }

  pick(call: Frame): number {
    const { endpoints, previous } = this;
    if (endpoints.count === 0) return NONE;
    let slot = this.next();
    for (let again = 0; previous.refuse(call, slot, again); again++) slot = this.next();
    this.active.began(slot);
    return endpoints.first + slot;
  }

  ended(call: Frame): void {
    this.active.ended(call);
  }

  reset(): void {
    this.active.reset();
    this.start[0] = this.starts.below(MANY);
    this.hosts.reset();
  }

  explain(): readonly Fact[] {
    const bars = this.bars();
    return [{ key: 'active', label: 'Calls under way', value: '', bars }, ...panicFacts(this.endpoints)];
  }

  private next(): number {
    if (this.hosts.areWeighted) return this.pickByWeight();
    return this.scansAll ? this.pickOfAll() : this.pickByChoices();
  }

  private pickByChoices(): number {
    const { endpoints, active, stream } = this;
    const { hosts, count } = endpoints;
    let best = endpoints.slotOf(hosts[stream.below(count)]);
    for (let drawn = 1; drawn < this.choices; drawn++) {
      const other = endpoints.slotOf(hosts[stream.below(count)]);
      if (active.of(other) < active.of(best)) best = other;
    }
    return best;
  }

  /** The least busy of all; of equals each has the same chance, by one draw for every further one that is found. */
  private pickOfAll(): number {
    const { endpoints, active, stream } = this;
    const { hosts, count } = endpoints;
    let best = endpoints.slotOf(hosts[0]);
    let tied = 1;
    for (let i = 1; i < count; i++) {
      const other = endpoints.slotOf(hosts[i]);
      if (active.of(other) < active.of(best)) {
        best = other;
        tied = 1;
      } else if (active.of(other) === active.of(best) && stream.below(++tied) === 0) best = other;
    }
    return best;
  }

  private pickByWeight(): number {
    const slot = this.edf.next();
    this.edf.add(slot, this.weight(slot));
    return slot;
  }

  private weight(slot: number): number {
    const busy = this.active.of(slot) + 1;
    const { bias } = this;
    const divisor = bias === 1 ? busy : bias === 0 ? 1 : exp(bias * ln(busy));
    return this.hosts.weight(slot) / divisor;
  }

  /** The hosts changed: all are scheduled anew, and some turns are passed over, by the one start that was drawn. */
  private schedule(): void {
    const { endpoints, edf } = this;
    edf.clear();
    const { count } = endpoints;
    for (let i = 0; i < count; i++) {
      const slot = endpoints.slotOf(endpoints.hosts[i]);
      edf.add(slot, this.weight(slot));
    }
    for (let turns = this.start[0] % count; turns > 0; turns--) this.pickByWeight();
  }

  private bars(): FactBar[] {
    const { endpoints, active, hosts } = this;
    return Array.from(endpoints.hosts.subarray(0, endpoints.count), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const factor = hosts.startFactor(slot);
      const bar = { label: endpoints.nameOf(slot), value: active.of(slot) };
      return factor === 1
        ? bar
        : { ...bar, note: `starts slowly: ${Math.round(factor * 100)} % of its weight` };
    });
  }
}
