import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { CallKeys } from '#lib/policies/balancing/call-keys.ts';
import { Members } from '#lib/policies/balancing/members.ts';
import { panicFacts } from '#lib/policies/balancing/panic-facts.ts';
import { PreviousHosts } from '#lib/policies/balancing/previous-hosts.ts';
import type { MaglevConfig } from './policy.ts';
import { fillTable, preferenceOf, type Preference } from './table.ts';

/** Envoy's Maglev (maglev_lb.cc): the table is filled anew when a call comes after the hosts in use have changed. */
export function create(build: Build<MaglevConfig>, endpoints: Endpoints): Balancer {
  return new Maglev(build, endpoints);
}

class Maglev implements Balancer {
  private readonly keys: CallKeys;
  private readonly members: Members;
  private readonly table: Uint8Array;
  private readonly preferences: readonly Preference[];
  /** By slot: calls sent there so far. */
  private readonly sent: Int32Array;
  /** 2^32 modulo the size of the table. */
  private readonly wordModulo: number;
  private readonly previous: PreviousHosts;

  constructor(
    build: Build<MaglevConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    const size = Number(config.tableSize);
    this.table = build.u8(size);
    this.wordModulo = 4_294_967_296 % size;
    this.preferences = Array.from({ length: endpoints.room }, (_, slot) =>
      preferenceOf(slot, endpoints.addressOf(slot), config.weights[slot]?.weight ?? 1, size),
    );
    this.previous = new PreviousHosts(build);
    this.keys = new CallKeys(build, config.hashKey);
    this.members = new Members(build, endpoints);
    this.sent = build.i32(endpoints.room);
    endpoints.panicPercent = config.healthyPanicThresholdPercent;
  }

  pick(call: Frame): number {
    const { endpoints, keys, previous } = this;
    if (endpoints.count === 0) return NONE;
    if (this.members.changed()) this.fill();
    const key = keys.of(call);
    const high = keys.high(key);
    const low = keys.low(key);
    let slot = this.slotOf(high, low);
    // Asked again it takes hash ^ (2^64 - n) the n-th time.
    for (let again = 0; previous.refuse(call, slot, again);)
      slot = this.slotOf(~high >>> 0, (low ^ -++again) >>> 0);
    this.sent[slot]++;
    return endpoints.first + slot;
  }

  reset(): void {
    this.members.reset();
    this.sent.fill(0);
  }

  explain(): readonly Fact[] {
    const { endpoints, table, sent } = this;
    const places = new Int32Array(endpoints.room);
    for (const slot of table) places[slot]++;
    const bars = Array.from(endpoints.hosts.subarray(0, endpoints.count), (host) => {
      const slot = endpoints.slotOf(host);
      const value = (100 * places[slot]) / table.length;
      return { label: endpoints.nameOf(slot), value, note: `${sent[slot]} calls` };
    });
    return [
      { key: 'shares', label: 'Share of the table', value: '', unit: '%', bars },
      { key: 'size', label: 'Places', value: table.length },
      ...panicFacts(endpoints),
    ];
  }

  private slotOf(high: number, low: number): number {
    const { table } = this;
    // The 64-bit hash modulo the size: the product of two numbers below 65,537 and a word stay exact.
    return table[((high % table.length) * this.wordModulo + low) % table.length];
  }

  private fill(): void {
    fillTable(
      this.table,
      this.members.slots.map((slot) => this.preferences[slot]),
    );
  }
}
