import type { Fact, FactBar } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { Edf } from '#lib/policies/balancing/edf.ts';
import { EnvoyHosts } from '#lib/policies/balancing/envoy-hosts.ts';
import { panicFacts } from '#lib/policies/balancing/panic-facts.ts';
import { PreviousHosts } from '#lib/policies/balancing/previous-hosts.ts';
import type { EnvoyRoundRobinConfig } from './policy.ts';

/**
 * Envoy's `RoundRobinLoadBalancer`. Hosts of equal weight take turns, from a random start that a change of hosts does not
 * touch; hosts of different weight are scheduled earliest deadline first.
 */
export function create(build: Build<EnvoyRoundRobinConfig>, endpoints: Endpoints): Balancer {
  return new EnvoyRoundRobin(build, endpoints);
}

/** Starts are drawn below this. */
const MANY = 1 << 20;

class EnvoyRoundRobin implements Balancer {
  private readonly hosts: EnvoyHosts;
  private readonly edf: Edf;
  private readonly stream: Stream;
  /** [whose turn it is, where it began] */
  private readonly turn: Int32Array;
  /** By slot: calls sent there so far. */
  private readonly sent: Int32Array;
  private readonly previous: PreviousHosts;

  constructor(
    build: Build<EnvoyRoundRobinConfig>,
    private readonly endpoints: Endpoints,
  ) {
    this.previous = new PreviousHosts(build);
    this.hosts = new EnvoyHosts(build, endpoints, () => this.schedule());
    this.edf = new Edf(build, endpoints.room);
    this.stream = build.stream('balancer');
    this.turn = build.i32(2);
    this.sent = build.i32(endpoints.room);
  }

  pick(call: Frame): number {
    const { endpoints, previous } = this;
    if (endpoints.count === 0) return NONE;
    let slot = this.next();
    for (let again = 0; previous.refuse(call, slot, again); again++) slot = this.next();
    this.sent[slot]++;
    return endpoints.first + slot;
  }

  reset(): void {
    this.sent.fill(0);
    this.turn.fill(this.stream.below(MANY));
    this.hosts.reset();
  }

  explain(): readonly Fact[] {
    const bars = this.bars();
    return [{ key: 'sent', label: 'Calls sent', value: '', bars }, ...panicFacts(this.endpoints)];
  }

  private next(): number {
    return this.hosts.areWeighted ? this.pickByWeight() : this.pickInTurn();
  }

  private pickInTurn(): number {
    const { turn, endpoints } = this;
    const at = turn[0] % endpoints.count;
    turn[0] = (turn[0] + 1) & 0x7fffffff;
    return endpoints.slotOf(endpoints.hosts[at]);
  }

  private pickByWeight(): number {
    const slot = this.edf.next();
    this.edf.add(slot, this.hosts.weight(slot));
    return slot;
  }

  /** The hosts changed: all are scheduled anew, and some turns are passed over, by the one start that was drawn. */
  private schedule(): void {
    const { endpoints, edf } = this;
    edf.clear();
    const { count } = endpoints;
    for (let i = 0; i < count; i++) {
      const slot = endpoints.slotOf(endpoints.hosts[i]);
      edf.add(slot, this.hosts.weight(slot));
    }
    for (let turns = this.turn[1] % count; turns > 0; turns--) this.pickByWeight();
  }

  private bars(): FactBar[] {
    const { endpoints, hosts, sent } = this;
    return Array.from(endpoints.hosts.subarray(0, endpoints.count), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const factor = hosts.startFactor(slot);
      const bar = { label: endpoints.nameOf(slot), value: sent[slot] };
      return factor === 1
        ? bar
        : { ...bar, note: `starts slowly: ${Math.round(factor * 100)} % of its weight` };
    });
  }
}
