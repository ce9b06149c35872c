import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Listing } from '#lib/engine/contract.ts';
import type { Host } from '#lib/engine/host.ts';
import { Ledger } from '#lib/policies/discovering/ledger.ts';
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
const EVENTS = ['registered', 'renewed', 'renewed', 'found expired', 'evicted', 'cancelled', 'cancelled'];

/**
 * The server’s table. `Lease.renew` sets `lastUpdate = now + duration`, and `isExpired` adds the duration again: who renewed once
 * is kept for two durations of silence. The constructor sets `lastUpdate = now`: who never renewed is kept for one.
 */
export class Leases {
  private readonly host: Host;
  private readonly ledger: Ledger;
  private readonly mode: Readonly<Uint8Array>;
  private readonly registered: number;
  private readonly expired: number;
  private readonly durationMicros: number;
  /** When it last registered or renewed, and what `Lease.lastUpdateTimestamp` holds. */
  private readonly heardAt: Float64Array;
  private readonly lastUpdate: Float64Array;

  constructor(build: InstanceBuild<EurekaConfig>) {
    const { tenants, config } = build;
    this.host = build.host;
    this.durationMicros = sToMicros(config.leaseExpirationDurationInSeconds);
    this.ledger = new Ledger(build, { concern: 'lease', machine, rules: RULES, events: EVENTS });
    const { chart } = this.ledger;
    this.mode = chart.mode;
    this.registered = chart.state('registered');
    this.expired = chart.state('expired');
    this.heardAt = build.f64(tenants.length);
    this.lastUpdate = build.f64(tenants.length);
  }

  nodeOf(host: number): number {
    return this.ledger.nodeOf(host);
  }

  /** Every node that announces itself here. */
  get nodes(): ReadonlySet<number> {
    return new Set(this.ledger.tenants.map(({ node }) => node));
  }

  /** How many leases there are. */
  get size(): number {
    return this.ledger.size;
  }

  /** True when there was no lease for it. Who registers again gets a new one, which was never renewed. */
  register(host: number): boolean {
    const row = this.ledger.row(host);
    const isNew = this.ledger.isAbsent(row);
    this.heardAt[row] = this.lastUpdate[row] = this.host.now;
    if (this.mode[row] !== this.registered) {
      this.ledger.step(row, REGISTERED, this.durationMicros / MICROS_PER_S);
    }
    return isNew;
  }

  /** False when there is no lease for it. */
  renew(host: number): boolean {
    const row = this.ledger.row(host);
    if (this.ledger.isAbsent(row)) return false;
    const mode = this.mode[row];
    this.heardAt[row] = this.host.now;
    this.lastUpdate[row] = this.host.now + this.durationMicros;
    if (mode === this.registered) this.ledger.step(row, RENEWED, (2 * this.durationMicros) / MICROS_PER_S);
    if (mode === this.expired) this.ledger.step(row, RENEWED_LATE);
    return true;
  }

  /** False when there is no lease for it. */
  cancel(host: number): boolean {
    const row = this.ledger.row(host);
    if (this.ledger.isAbsent(row)) return false;
    this.ledger.step(row, CANCELLED);
    return true;
  }

  /** What a server that starts anew has: nothing. */
  forget(): void {
    this.ledger.tenants.forEach((_, row) => this.ledger.step(row, FORGOTTEN));
  }

  /** Rows whose lease has expired. */
  findExpired(): number[] {
    const found: number[] = [];
    this.mode.forEach((mode, row) => {
      if (this.ledger.isAbsent(row) || this.expiresAt(row) >= this.host.now) return;
      if (mode !== this.expired) this.ledger.step(row, EXPIRED, this.silence(row), this.allowed(row));
      found.push(row);
    });
    return found;
  }

  evict(row: number): number {
    this.ledger.step(row, EVICTED, this.silence(row));
    return this.ledger.tenants[row].node;
  }

  listed(node: number): readonly number[] {
    return this.ledger.hosts(node);
  }

  /** `note`: why nothing that has expired is evicted, or ''. */
  listings(note: string): readonly Listing[] {
    return this.ledger.tenants.map(({ host }, row): Listing => {
      const of = this.allowed(row);
      const state = this.ledger.stateOf(row);
      if (this.ledger.isAbsent(row)) return { host, state, listed: false, age: null, left: null, of };
      const left = Math.max(0, (this.expiresAt(row) - this.host.now) / MICROS_PER_S);
      const age = this.silence(row);
      const kept = left === 0 && note !== '';
      return {
        host,
        state,
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
}
