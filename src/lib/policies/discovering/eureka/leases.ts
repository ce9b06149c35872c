import { assert } from '#lib/base/assert.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild, Tenant } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import type { Listing } from '#lib/engine/contract.ts';
import type { Host } from '#lib/engine/host.ts';
import { machine } from './machine.ts';
import type { EurekaConfig } from './policy.ts';

const RULES = [
  'it registered; it expires {a} s from now unless it renews',
  'its first renewal: from now on it expires {a} s after the last one',
  'a renewal came after all',
  'silent for {a} s; it expires after {b} s',
  'evicted, silent for {a} s',
  'it said goodbye',
  'the server lost its memory',
];
const REGISTERED = 0;
const RENEWED = 1;
const RENEWED_LATE = 2;
const EXPIRED = 3;
const EVICTED = 4;
const CANCELLED = 5;
const FORGOTTEN = 6;
const EVENTS = [
  'registered',
  'renewed',
  'renewed',
  'found expired',
  'evicted',
  'cancelled',
  'cancelled',
] as const;

/**
 * The server’s table. `Lease.renew` sets `lastUpdate = now + duration`, and `isExpired` adds the duration again: who renewed once
 * is kept for two durations of silence. The constructor sets `lastUpdate = now`: who never renewed is kept for one.
 */
export class Leases {
  private readonly host: Host;
  private readonly chart: Chart;
  private readonly tenants: readonly Tenant[];
  private readonly rowOf = new Map<number, number>();
  private readonly events: readonly number[];
  private readonly absent: number;
  private readonly registered: number;
  private readonly expired: number;
  private readonly durationMicros: number;
  /** When it last registered or renewed, and what `Lease.lastUpdateTimestamp` holds. */
  private readonly heardAt: Float64Array;
  private readonly lastUpdate: Float64Array;

  constructor(build: InstanceBuild<EurekaConfig>) {
    const { tenants, config } = build;
    this.host = build.host;
    this.tenants = tenants;
    this.durationMicros = sToMicros(config.leaseExpirationDurationInSeconds);
    const subjects = tenants.map(({ name }) => name);
    this.chart = build.chart({ concern: 'lease', machine, rules: RULES, subjects });
    tenants.forEach(({ host }, row) => this.rowOf.set(host, row));
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.absent = this.chart.state('absent');
    this.registered = this.chart.state('registered');
    this.expired = this.chart.state('expired');
    this.heardAt = build.f64(tenants.length);
    this.lastUpdate = build.f64(tenants.length);
  }

  nodeOf(host: number): number {
    return this.tenants[this.row(host)].node;
  }

  /** Every node that announces itself here. */
  get nodes(): ReadonlySet<number> {
    return new Set(this.tenants.map(({ node }) => node));
  }

  /** How many leases there are. */
  get size(): number {
    let size = 0;
    for (const mode of this.chart.mode) if (mode !== this.absent) size++;
    return size;
  }

  /** True when there was no lease for it. Who registers again gets a new one, which was never renewed. */
  register(host: number): boolean {
    const row = this.row(host);
    const isNew = this.chart.mode[row] === this.absent;
    this.heardAt[row] = this.lastUpdate[row] = this.host.now;
    if (this.chart.mode[row] !== this.registered) {
      this.step(row, REGISTERED, this.durationMicros / MICROS_PER_S, 0);
    }
    return isNew;
  }

  /** False when there is no lease for it. */
  renew(host: number): boolean {
    const row = this.row(host);
    const mode = this.chart.mode[row];
    if (mode === this.absent) return false;
    this.heardAt[row] = this.host.now;
    this.lastUpdate[row] = this.host.now + this.durationMicros;
    if (mode === this.registered) this.step(row, RENEWED, (2 * this.durationMicros) / MICROS_PER_S, 0);
    if (mode === this.expired) this.step(row, RENEWED_LATE, 0, 0);
    return true;
  }

  /** False when there is no lease for it. */
  cancel(host: number): boolean {
    const row = this.row(host);
    if (this.chart.mode[row] === this.absent) return false;
    this.step(row, CANCELLED, 0, 0);
    return true;
  }

  /** What a server that starts anew has: nothing. */
  forget(): void {
    this.chart.mode.forEach((mode, row) => {
      if (mode !== this.absent) this.step(row, FORGOTTEN, 0, 0);
    });
  }

  /** Rows whose lease has expired. */
  findExpired(): number[] {
    const found: number[] = [];
    this.chart.mode.forEach((mode, row) => {
      if (mode === this.absent || this.expiresAt(row) >= this.host.now) return;
      if (mode !== this.expired) this.step(row, EXPIRED, this.silence(row), this.allowed(row));
      found.push(row);
    });
    return found;
  }

  evict(row: number): number {
    this.step(row, EVICTED, this.silence(row), 0);
    return this.tenants[row].node;
  }

  listed(node: number): readonly number[] {
    return this.tenants
      .filter((tenant, row) => tenant.node === node && this.chart.mode[row] !== this.absent)
      .map(({ host }) => host);
  }

  /** `note`: why nothing that has expired is evicted, or ''. */
  listings(note: string): readonly Listing[] {
    const { states } = this.chart.table;
    return this.tenants.map(({ host }, row): Listing => {
      const mode = this.chart.mode[row];
      const of = this.allowed(row);
      if (mode === this.absent) return { host, state: 'absent', listed: false, age: null, left: null, of };
      const left = Math.max(0, (this.expiresAt(row) - this.host.now) / MICROS_PER_S);
      const age = this.silence(row);
      const kept = left === 0 && note !== '';
      return {
        host,
        state: states[mode],
        listed: true,
        age,
        left: kept ? null : left,
        of,
        ...(kept && { note }),
      };
    });
  }

  private expiresAt(row: number): number {
    return this.lastUpdate[row] + this.durationMicros;
  }

  /** Seconds of silence after which it expires. */
  private allowed(row: number): number {
    return (this.expiresAt(row) - this.heardAt[row]) / MICROS_PER_S;
  }

  private silence(row: number): number {
    return (this.host.now - this.heardAt[row]) / MICROS_PER_S;
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
