import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Zone } from '#lib/engine/geography.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { PreviousHosts } from '#lib/policies/balancing/previous-hosts.ts';
import type { ZonePreferenceConfig } from './policy.ts';
import { splitOf, WHOLE, zoneAt } from './split.ts';

/**
 * Envoy's zone-aware routing. Off unless there are at least two zones, as many of callers as of hosts, hosts enough and no
 * panic. Within a zone, and when it is off, hosts take turns. Zones are those in which the instances stand; where none of the
 * called stands in one, the settings say.
 */
export function create(build: Build<ZonePreferenceConfig>, endpoints: Endpoints): Balancer {
  return new ZonePreference(build, endpoints);
}

/** Why zones play no part. */
const ON = 0;
const OFF = ['', 'one zone only', 'callers are not in the same zones', 'too few hosts', 'panic'];

class ZonePreference implements Balancer {
  private readonly config: ZonePreferenceConfig;
  private readonly stream: Stream;
  /** The zones, the caller's own first; and of each slot its zone. */
  private readonly zones: readonly string[];
  private readonly labels: readonly string[];
  private readonly zoneOf: readonly number[];
  private readonly callers: readonly number[];
  private readonly isSame: boolean;
  /** [version of the endpoints at the last look, why it is off, share that stays] */
  private readonly state: Int32Array;
  private readonly residual: Int32Array;
  private readonly counts: Int32Array;
  /** By zone, and one for all together: whose turn it is. */
  private readonly turns: Int32Array;
  /** [calls sent within the caller's zone, and to others] */
  private readonly sent: Int32Array;
  private readonly previous: PreviousHosts;

  constructor(
    build: Build<ZonePreferenceConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config, place } = build;
    this.config = config;
    this.previous = new PreviousHosts(build);
    this.stream = build.stream('balancer');
    const placed = [...endpoints.zones, ...(place.zones ?? [])];
    const isPlaced = endpoints.zones.some((zone) => zone !== null);
    const ofHosts = isPlaced ? endpoints.zones.map(idOf) : zonesOf(config.zones, endpoints.room);
    const callers = place.instances.length;
    const ofCallers = isPlaced
      ? Array.from({ length: callers }, (_, i) => idOf(place.zones?.[i] ?? null))
      : zonesOf(config.callerZones, callers);
    this.zones = [...new Set([ofCallers[place.instance], ...ofHosts, ...ofCallers])];
    this.labels = this.zones.map((id) => placed.find((zone) => zone?.id === id)?.label ?? (id || 'no zone'));
    this.zoneOf = ofHosts.map((zone) => this.zones.indexOf(zone));
    this.callers = this.zones.map((zone) => ofCallers.filter((each) => each === zone).length);
    this.isSame = this.zones.every((zone) => ofHosts.includes(zone) && ofCallers.includes(zone));
    this.state = build.i32(3);
    this.state[0] = NONE;
    this.residual = build.i32(this.zones.length);
    this.counts = build.i32(this.zones.length);
    this.turns = build.i32(this.zones.length + 1);
    this.sent = build.i32(2);
    endpoints.panicPercent = config.healthyPanicThresholdPercent;
  }

  pick(call: Frame): number {
    const { endpoints, state, previous } = this;
    if (endpoints.count === 0) return NONE;
    if (state[0] !== endpoints.version) this.lookAnew();
    let slot = this.next();
    for (let again = 0; previous.refuse(call, slot, again); again++) slot = this.next();
    this.sent[this.zoneOf[slot] === 0 ? 0 : 1]++;
    return endpoints.first + slot;
  }

  reset(): void {
    this.state[0] = NONE;
    this.turns.fill(0);
    this.sent.fill(0);
  }

  explain(): readonly Fact[] {
    const { labels, counts, sent, state, config } = this;
    const bars = labels.map((label, zone) => ({ label, value: counts[zone], note: zone === 0 ? 'own' : '' }));
    const total = sent[0] + sent[1];
    return [
      { key: 'zones', label: 'Hosts in rotation', value: '', bars },
      state[1] === ON
        ? { key: 'stays', label: 'Stays in the zone', value: state[2] / 100, unit: '%', of: 100 }
        : { key: 'off', label: 'Zones play no part', value: OFF[state[1]] },
      {
        key: 'local',
        label: 'Stayed so far',
        value: total === 0 ? 0 : (100 * sent[0]) / total,
        unit: '%',
        of: 100,
      },
      { key: 'enabled', label: 'routing_enabled', value: config.routingEnabledPercent, unit: '%' },
    ];
  }

  private lookAnew(): void {
    const { endpoints, counts, state, residual } = this;
    state[0] = endpoints.version;
    counts.fill(0);
    for (let i = 0; i < endpoints.count; i++) counts[this.zoneOf[endpoints.slotOf(endpoints.hosts[i])]]++;
    state[1] = this.whyOff();
    if (state[1] !== ON) return;
    const split = splitOf(this.callers, [...counts]);
    state[2] = split.local;
    residual.set(split.residual);
  }

  private whyOff(): number {
    const { endpoints, zones, config } = this;
    if (zones.length < 2) return 1;
    if (!this.isSame) return 2;
    if (endpoints.panicking) return 4;
    return endpoints.count < config.minClusterSize ? 3 : ON;
  }

  private next(): number {
    const { endpoints, state, zones, stream } = this;
    const isOn = state[1] === ON && stream.chance(this.config.routingEnabledPercent / 100);
    return endpoints.slotOf(this.inTurn(isOn ? this.chooseZone() : zones.length));
  }

  private chooseZone(): number {
    const { stream, state, residual, zones, counts } = this;
    if (state[2] === WHOLE || stream.below(WHOLE) < state[2]) return 0;
    const spare = residual[zones.length - 1];
    const zone = spare === 0 ? stream.below(zones.length) : zoneAt(residual, stream.below(spare));
    // By rounding a zone may be drawn that has nobody.
    return counts[zone] === 0 ? zones.length : zone;
  }

  /** The next host of a zone; of all, when the zone is none. */
  private inTurn(zone: number): number {
    const { endpoints, turns, zoneOf, zones, counts } = this;
    const { hosts, count } = endpoints;
    if (zone === zones.length) return hosts[turns[zone]++ % count];
    let left = turns[zone]++ % counts[zone];
    for (let i = 0; i < count; i++) {
      if (zoneOf[endpoints.slotOf(hosts[i])] === zone && left-- === 0) return hosts[i];
    }
    return hosts[0];
  }
}

/** Hosts that stand in no zone are together in one without a name, as localities of Envoy without one are. */
function idOf(zone: Zone | null): string {
  return zone?.id ?? '';
}

function zonesOf(named: readonly { readonly zone: string }[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => (named.length === 0 ? '' : named[i % named.length].zone));
}
