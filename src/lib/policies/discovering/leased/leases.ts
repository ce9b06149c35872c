import { assert } from '#lib/base/assert.ts';
import type { Fact } from '#lib/base/fact.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild, Tenant } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import type { Listing } from '#lib/engine/contract.ts';
import type { Host } from '#lib/engine/host.ts';
import { machine } from './machine.ts';
import type { LeasedConfig } from './policy.ts';

const RULES = [
  'it registered',
  'a heartbeat came after {a} s of silence',
  'it was silent for {a} s; a heartbeat was due every {b} s',
  'it was silent for {a} s; the lease is {b} s',
  'it said goodbye',
];
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
  private readonly chart: Chart;
  /** Row by host number. */
  private readonly rowOf = new Map<number, number>();
  private readonly lastBeat: Float64Array;
  private readonly events: readonly number[];
  private readonly absent: number;
  private readonly late: number;

  private readonly tenants: readonly Tenant[];
  private readonly leaseMicros: number;
  private readonly heartbeatMicros: number;

  constructor(build: InstanceBuild<LeasedConfig>) {
    const { tenants } = build;
    this.host = build.host;
    this.tenants = tenants;
    this.leaseMicros = sToMicros(build.config.leaseSeconds);
    this.heartbeatMicros = sToMicros(build.config.heartbeatSeconds);
    const subjects = tenants.map((tenant) => tenant.name);
    this.chart = build.chart({ concern: 'lease', machine, rules: RULES, subjects });
    tenants.forEach((tenant, row) => this.rowOf.set(tenant.host, row));
    this.lastBeat = build.f64(tenants.length);
    const names = ['registered', 'renewed', 'beat missed', 'lease ended', 'cancelled'];
    this.events = names.map((name) => this.chart.event(name));
    this.absent = this.chart.state('absent');
    this.late = this.chart.state('late');
  }

  nodeOf(host: number): number {
    return this.tenants[this.row(host)].node;
  }

  /** True when the instance was not listed before. A known one that registers again only renews. */
  register(host: number): boolean {
    const row = this.row(host);
    if (this.renew(host)) return false;
    this.lastBeat[row] = this.host.now;
    this.step(row, REGISTERED, 0, 0);
    return true;
  }

  /** False when no lease is held for it. */
  renew(host: number): boolean {
    const row = this.row(host);
    if (this.chart.mode[row] === this.absent) return false;
    const silence = this.silence(row);
    this.lastBeat[row] = this.host.now;
    if (this.chart.mode[row] === this.late) this.step(row, RENEWED, silence, 0);
    return true;
  }

  /** False when no lease is held for it. */
  cancel(host: number): boolean {
    const row = this.row(host);
    if (this.chart.mode[row] === this.absent) return false;
    this.step(row, CANCELLED, 0, 0);
    return true;
  }

  /** Looks through all leases; returns the nodes whose list changed. */
  sweep(): ReadonlySet<number> {
    const changed = new Set<number>();
    const { heartbeatMicros } = this;
    this.tenants.forEach(({ node }, row) => {
      if (this.chart.mode[row] === this.absent) return;
      const silentMicros = this.host.now - this.lastBeat[row];
      const over = silentMicros >= this.leaseMicros;
      if (this.chart.mode[row] !== this.late && (over || silentMicros > heartbeatMicros * OVERDUE)) {
        this.step(row, BEAT_MISSED, this.silence(row), heartbeatMicros / MICROS_PER_S);
      }
      if (!over) return;
      this.step(row, LEASE_ENDED, this.silence(row), this.leaseMicros / MICROS_PER_S);
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
    return this.tenants
      .filter((tenant, row) => tenant.node === node && this.chart.mode[row] !== this.absent)
      .map((tenant) => tenant.host);
  }

  count(): { live: number; late: number } {
    let late = 0;
    let listed = 0;
    for (const mode of this.chart.mode) {
      if (mode !== this.absent) listed++;
      if (mode === this.late) late++;
    }
    return { live: listed - late, late };
  }

  /** Seconds left of each lease, out of the lease; by the name of the instance. */
  explain(): readonly Fact[] {
    const lease = this.leaseMicros / MICROS_PER_S;
    return this.tenants.map(({ name }, row) => {
      const absent = this.chart.mode[row] === this.absent;
      const left = absent ? 'not listed' : Math.max(0, lease - this.silence(row));
      return { key: `lease/${row}`, label: name, value: left, unit: 's', of: lease };
    });
  }

  listings(): readonly Listing[] {
    const of = this.leaseMicros / MICROS_PER_S;
    const { states } = this.chart.table;
    return this.tenants.map(({ host }, row): Listing => {
      const state = states[this.chart.mode[row]];
      if (this.chart.mode[row] === this.absent)
        return { host, state, listed: false, age: null, left: null, of };
      const age = this.silence(row);
      return { host, state, listed: true, age, left: Math.max(0, of - age), of };
    });
  }

  private silence(row: number): number {
    return (this.host.now - this.lastBeat[row]) / MICROS_PER_S;
  }

  private row(host: number): number {
    const row = this.rowOf.get(host);
    assert(row !== undefined, 'only a tenant announces itself');
    return row;
  }

  private step(row: number, rule: number, a: number, b: number): void {
    this.chart.step(row, this.events[rule], rule, a, b);
  }
}
