import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { CallKeys } from '#lib/policies/balancing/call-keys.ts';
import { Members } from '#lib/policies/balancing/members.ts';
import { panicFacts } from '#lib/policies/balancing/panic-facts.ts';
import { PreviousHosts } from '#lib/policies/balancing/previous-hosts.ts';
import type { RingHashConfig } from './policy.ts';
import { Ring, roomOf } from './ring.ts';

/** Envoy's ring hash (ring_hash_lb.cc): the ring is made anew when a call comes after the hosts in use have changed. */
export function create(build: Build<RingHashConfig>, endpoints: Endpoints): Balancer {
  return new RingHash(build, endpoints);
}

class RingHash implements Balancer {
  private readonly keys: CallKeys;
  private readonly members: Members;
  private readonly ring: Ring;
  /** By slot: calls sent there so far. */
  private readonly sent: Int32Array;
  private readonly previous: PreviousHosts;

  constructor(
    build: Build<RingHashConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    const slots = Array.from({ length: endpoints.room }, (_, slot) => slot);
    const weights = slots.map((slot) => config.weights[slot]?.weight ?? 1);
    const sizes = { minimum: config.minimumRingSize, maximum: config.maximumRingSize };
    const room = roomOf(weights, sizes);
    const views = { highs: build.i32(room), lows: build.i32(room), slots: build.u8(room) };
    this.ring = new Ring(
      { ...views, size: build.i32(1) },
      slots.map((slot) => endpoints.addressOf(slot)),
      weights,
      sizes,
    );
    this.previous = new PreviousHosts(build);
    this.keys = new CallKeys(build, config.hashKey);
    this.members = new Members(build, endpoints);
    this.sent = build.i32(endpoints.room);
    endpoints.panicPercent = config.healthyPanicThresholdPercent;
  }

  pick(call: Frame): number {
    const { endpoints, keys, ring, previous } = this;
    if (endpoints.count === 0) return NONE;
    if (this.members.changed()) ring.build(this.members.slots);
    const key = keys.of(call);
    const at = ring.find(keys.high(key), keys.low(key));
    let slot = ring.slotAt(at);
    // Asked again it goes on from there, one point further each time, whosever that is.
    for (let again = 0; previous.refuse(call, slot, again);) slot = ring.slotAt(at + ++again);
    this.sent[slot]++;
    return endpoints.first + slot;
  }

  reset(): void {
    this.members.reset();
    this.sent.fill(0);
  }

  explain(): readonly Fact[] {
    const { endpoints, ring, sent } = this;
    const shares = ring.shares();
    const bars = Array.from(endpoints.hosts.subarray(0, endpoints.count), (host) => {
      const slot = endpoints.slotOf(host);
      return { label: endpoints.nameOf(slot), value: shares[slot] * 100, note: `${sent[slot]} calls` };
    });
    return [
      { key: 'shares', label: 'Share of the ring', value: '', unit: '%', bars },
      { key: 'points', label: 'Points', value: ring.size },
      ...panicFacts(endpoints),
    ];
  }
}
