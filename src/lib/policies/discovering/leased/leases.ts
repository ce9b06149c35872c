import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Listing } from '#lib/engine/contract.ts';
import type { Host } from '#lib/engine/host.ts';
import { Ledger } from '#lib/policies/discovering/ledger.ts';
import { machine } from './machine.ts';
import type { LeasedConfig } from './policy.ts';

const RULES = [
  'it registered',
  'a heartbeat came after {a} s of silence',
  'it was silent for {a} s; a heartbeat was due every {b} s',
  'it was silent for {a} s; the lease is {b} s',
  'it said goodbye',
];
const EVENTS = ['registered', 'renewed', 'beat missed', 'lease ended', 'cancelled'];
const REGISTERED = 0;
const RENEWED = 1;
const BEAT_MISSED = 2;
const LEASE_ENDED = 3;
const CANCELLED = 4;

/** A beat counts as missed when it is overdue by half its interval: latency and jitter are not a miss. */
const OVERDUE = 1.5;

/** The registry's table: one lease an instance that may announce itself here. */
export class Leases {
  private readonly host: Host;
  private readonly ledger: Ledger;
  private readonly mode: Readonly<Uint8Array>;
  private readonly late: number;
  private readonly lastBeat: Float64Array;
  private readonly leaseMicros: number;
  private readonly heartbeatMicros: number;

  constructor(build: InstanceBuild<LeasedConfig>) {
    this.host = build.host;
    this.leaseMicros = sToMicros(build.config.leaseSeconds);
    this.heartbeatMicros = sToMicros(build.config.heartbeatSeconds);
    this.ledger = new Ledger(build, { concern: 'lease', machine, rules: RULES, events: EVENTS });
    this.mode = this.ledger.chart.mode;
    this.late = this.ledger.chart.state('late');
    this.lastBeat = build.f64(build.tenants.length);
  }

  nodeOf(host: number): number {
    return this.ledger.nodeOf(host);
  }

  /** True when the instance was not listed before. A known one that registers again only renews. */
  register(host: number): boolean {
    const row = this.ledger.row(host);
    if (this.renew(host)) return false;
    this.lastBeat[row] = this.host.now;
    this.ledger.step(row, REGISTERED);
    return true;
  }

  /** False when no lease is held for it. */
  renew(host: number): boolean {
    const row = this.ledger.row(host);
    if (this.ledger.isAbsent(row)) return false;
    const silence = this.silence(row);
    this.lastBeat[row] = this.host.now;
    if (this.mode[row] === this.late) this.ledger.step(row, RENEWED, silence);
    return true;
  }

  /** False when no lease is held for it. */
  cancel(host: number): boolean {
    const row = this.ledger.row(host);
    if (this.ledger.isAbsent(row)) return false;
    this.ledger.step(row, CANCELLED);
    return true;
  }

  /** Looks through all leases; returns the nodes whose list changed. */
  sweep(): ReadonlySet<number> {
    const changed = new Set<number>();
    const { heartbeatMicros, ledger } = this;
    ledger.tenants.forEach(({ node }, row) => {
      if (ledger.isAbsent(row)) return;
      const silentMicros = this.host.now - this.lastBeat[row];
      const over = silentMicros >= this.leaseMicros;
      if (this.mode[row] !== this.late && (over || silentMicros > heartbeatMicros * OVERDUE)) {
        ledger.step(row, BEAT_MISSED, this.silence(row), heartbeatMicros / MICROS_PER_S);
      }
      if (!over) return;
      ledger.step(row, LEASE_ENDED, this.silence(row), this.leaseMicros / MICROS_PER_S);
      changed.add(node);
    });
    return changed;
  }

  /** After an outage: silence is counted from now. */
  extend(): void {
    this.lastBeat.fill(this.host.now);
  }

  /** Hosts of a node that are listed: live and late alike. */
  listed(node: number): readonly number[] {
    return this.ledger.hosts(node);
  }

  count(): { live: number; late: number } {
    const late = this.mode.reduce((sum, mode) => sum + Number(mode === this.late), 0);
    return { live: this.ledger.size - late, late };
  }

  /** Seconds left of each lease, out of the lease; by the name of the instance. */
  explain(): readonly Fact[] {
    const lease = this.leaseMicros / MICROS_PER_S;
    return this.ledger.tenants.map(({ name }, row) => {
      const left = this.ledger.isAbsent(row) ? 'not listed' : Math.max(0, lease - this.silence(row));
      return { key: `lease/${row}`, label: name, value: left, unit: 's', of: lease };
    });
  }

  listings(): readonly Listing[] {
    const of = this.leaseMicros / MICROS_PER_S;
    return this.ledger.tenants.map(({ host }, row): Listing => {
      const state = this.ledger.stateOf(row);
      if (this.ledger.isAbsent(row)) return { host, state, listed: false, age: null, left: null, of };
      const age = this.silence(row);
      return { host, state, listed: true, age, left: Math.max(0, of - age), of };
    });
  }

  private silence(row: number): number {
    return (this.host.now - this.lastBeat[row]) / MICROS_PER_S;
  }
}
