import type { Fact, FactBar } from '#lib/base/fact.ts';
import { MICROS_PER_MS, msToMicros, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { exp } from '#lib/engine/random/exp.ts';
import { ActiveCalls } from '#lib/policies/balancing/active-calls.ts';
import { TwoChoices } from '#lib/policies/balancing/two-choices.ts';
import { COARSE_MICROS, COARSE_STEPS, decayTables, type DecayTables } from './decay-tables.ts';
import type { PeakEwmaConfig } from './policy.ts';

/**
 * Linkerd's balancer (linkerd2-proxy; tower's peak_ewma.rs, after Finagle). Of two different hosts drawn at random the one with
 * the lower load wins, the first of equals. Load is the estimated round trip times the calls under way and one. The estimate
 * jumps to a peak at once and decays towards what is lower, towards 0 while nobody asks.
 */
export function create(build: Build<PeakEwmaConfig>, endpoints: Endpoints): Balancer {
  return new PeakEwma(build, endpoints);
}

class PeakEwma implements Balancer {
  private readonly host: Host;
  private readonly defaultMicros: number;
  private readonly decayMicros: number;
  private readonly active: ActiveCalls;
  private readonly choices: TwoChoices;
  /** By slot: the estimate in micros, and when it was last moved. */
  private readonly estimates: Float64Array;
  private readonly movedAt: Float64Array;
  private readonly tables: DecayTables;
  /** By slot: 1 while listed, as last looked at; and the version of the endpoints at that look. */
  private readonly known: Uint8Array;
  private readonly stale: Uint8Array;
  private readonly seen: Int32Array;

  constructor(
    build: Build<PeakEwmaConfig>,
    private readonly endpoints: Endpoints,
  ) {
    this.host = build.host;
    this.defaultMicros = msToMicros(build.config.defaultRttMs);
    this.decayMicros = sToMicros(build.config.decaySeconds);
    this.active = new ActiveCalls(build, endpoints);
    this.choices = new TwoChoices(endpoints, build.stream('balancer'));
    this.estimates = build.f64(endpoints.room);
    this.movedAt = build.f64(endpoints.room);
    this.tables = decayTables(this.decayMicros);
    this.known = build.u8(endpoints.room);
    this.stale = build.u8(endpoints.room);
    this.seen = build.i32(1).fill(NONE);
  }

  pick(): number {
    const { endpoints } = this;
    if (endpoints.count === 0) return NONE;
    if (endpoints.version !== this.seen[0]) this.lookAnew();
    const slot = endpoints.count === 1 ? endpoints.slotOf(endpoints.hosts[0]) : this.lessLoaded();
    this.active.began(slot);
    return endpoints.first + slot;
  }

  ended(call: Frame): void {
    const slot = this.active.ended(call);
    const { estimates, movedAt, host } = this;
    const rtt = host.now - host.frames.since[call >> 1];
    if (estimates[slot] < rtt) {
      estimates[slot] = rtt;
      movedAt[slot] = host.now;
      return;
    }
    // As for an idle host, and what it has lost is made up by the round trip seen.
    const before = estimates[slot];
    this.decay(slot);
    if (before > 0) estimates[slot] += rtt * (1 - estimates[slot] / before);
  }

  reset(): void {
    this.active.reset();
    this.known.fill(0);
    this.seen[0] = NONE;
  }

  explain(): readonly Fact[] {
    return [
      { key: 'load', label: 'Load: RTT × (calls under way + 1)', value: '', unit: 'ms', bars: this.bars() },
    ];
  }

  private lessLoaded(): number {
    const { choices } = this;
    choices.draw();
    const { a, b } = choices;
    this.decay(a);
    this.decay(b);
    // Written out: a load handed back by a method would be boxed.
    const { estimates, active } = this;
    return estimates[a] * (active.of(a) + 1) <= estimates[b] * (active.of(b) + 1) ? a : b;
  }

  /** The estimate as it is by now: what nobody asks is forgotten. */
  private decay(slot: number): void {
    const { now } = this.host;
    if (now === this.movedAt[slot]) return;
    const idle = now - this.movedAt[slot];
    const step = Math.min(COARSE_STEPS - 1, Math.floor(idle / COARSE_MICROS));
    const rest = Math.min(COARSE_MICROS - 1, idle - step * COARSE_MICROS) | 0;
    const { coarse, middle, fine } = this.tables;
    this.estimates[slot] *= coarse[step] * middle[rest >>> 10] * fine[rest & 1_023];
    this.movedAt[slot] = now;
  }

  /** A host that is listed anew is one that was never asked. */
  private lookAnew(): void {
    const { endpoints, known, stale } = this;
    this.seen[0] = endpoints.version;
    stale.set(known);
    known.fill(0);
    for (let i = 0; i < endpoints.listedCount; i++) {
      const slot = endpoints.slotOf(endpoints.listed[i]);
      known[slot] = 1;
      if (stale[slot] === 1) continue;
      this.estimates[slot] = this.defaultMicros;
      this.movedAt[slot] = this.host.now;
    }
  }

  /** What the loads are by now, without moving them. */
  private bars(): FactBar[] {
    const { endpoints, estimates, active, known } = this;
    return Array.from(endpoints.hosts.subarray(0, endpoints.count), (host): FactBar => {
      const slot = endpoints.slotOf(host);
      const idle = this.host.now - this.movedAt[slot];
      const estimate =
        known[slot] === 1 ? estimates[slot] * exp(-idle / this.decayMicros) : this.defaultMicros;
      const busy = active.of(slot);
      const value = (estimate * (busy + 1)) / MICROS_PER_MS;
      return { label: endpoints.nameOf(slot), value, note: `${busy} under way` };
    });
  }
}
