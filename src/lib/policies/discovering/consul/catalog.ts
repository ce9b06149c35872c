import { MICROS_PER_S } from '#lib/base/time.ts';
import type { InstanceBuild, Tenant } from '#lib/engine/build.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { Ledger } from '#lib/policies/discovering/ledger.ts';
import { machine } from './machine.ts';

const EVENTS = [
  'passes',
  'warns',
  'fails',
  'registered',
  'deregistered',
  'reaped',
  'fails',
  'registered',
  'passes',
];
const RULES = [
  '{a} good results in a row (success_before_passing {b})',
  '{a} failures in a row, or an answer 429 (failures_before_warning {b})',
  '{a} failures in a row (failures_before_critical {b})',
  'it registered: critical until its first result',
  'it deregistered',
  'it was critical for {a} s (deregister_critical_service_after {b} s)',
  'no update for {a} s (ttl {b} s)',
  'it was registered before the story began',
  'it passed before the story began',
];
/** Places in the rules; the first three are a status handler's verdicts. */
export const CHANGE = {
  passes: 0,
  warns: 1,
  fails: 2,
  registered: 3,
  deregistered: 4,
  reaped: 5,
  expired: 6,
  registeredBefore: 7,
  passedBefore: 8,
} as const;

/** Agents hear of a server that joins, and sync within so long at random. */
export const JOIN_STAGGER_MICROS = 3 * MICROS_PER_S;

/**
 * Which service instances there are, and their status. Agents keep the status of their checks themselves and tell the servers of
 * each change at once; while these are down they know no better than before, and hear of it when they are back.
 */
export class Catalog {
  readonly tenants: readonly Tenant[];
  /** When it turned critical: cleared by any other status. */
  readonly criticalSince: Float64Array;
  /** The last good result or update, NaN when there was none. */
  readonly lastGood: Float64Array;
  /** Told of every change of a node's instances that the servers know of. Set at build. */
  onChanged: (node: number) => void = () => undefined;
  /** Told when one has turned critical, or is so no more. Set at build. */
  onCritical: (row: number, critical: boolean) => void = () => undefined;

  private readonly host: Host;
  private readonly ledger: Ledger;
  private readonly mode: Readonly<Uint8Array>;
  private readonly absent: number;
  private readonly critical: number;
  private readonly passing: number;
  /** By row: the status that the servers know. */
  private readonly known: Uint8Array;
  private readonly up: Uint8Array;
  private readonly stagger: Stream;

  constructor(build: InstanceBuild<unknown>) {
    const { tenants } = build;
    this.host = build.host;
    this.tenants = tenants;
    this.ledger = new Ledger(build, { concern: 'check', machine, rules: RULES, events: EVENTS });
    const { chart } = this.ledger;
    this.mode = chart.mode;
    this.absent = chart.state('absent');
    this.critical = chart.state('critical');
    this.passing = chart.state('passing');
    this.known = build.u8(tenants.length).fill(this.absent);
    this.criticalSince = build.f64(tenants.length);
    this.lastGood = build.f64(tenants.length).fill(NaN);
    this.up = build.u8(1);
    this.stagger = build.stream('sync');
    this.host.wakes(this);
  }

  /** The servers are back: each agent whose checks changed meanwhile tells them soon. */
  started(): void {
    this.up[0] = 1;
    this.tenants.forEach((_, row) => {
      if (this.known[row] !== this.mode[row]) {
        this.host.after(this.stagger.below(JOIN_STAGGER_MICROS), row);
      }
    });
  }

  crashed(): void {
    this.up[0] = 0;
  }

  timer(row: number): void {
    this.sync(row);
  }

  /** It was registered and passing before the run began. */
  settle(row: number): void {
    this.change(row, CHANGE.registeredBefore, 0, 0);
    this.change(row, CHANGE.passedBefore, 0, 0);
    this.lastGood[row] = this.host.now;
  }

  /** What happened to an instance, as its agent sees it; false when it is no news. */
  change(row: number, change: number, a: number, b: number): boolean {
    const before = this.mode[row];
    if (!this.ledger.step(row, change, a, b)) return false;
    const after = this.mode[row];
    if (after === this.critical) this.criticalSince[row] = this.host.now;
    if (change === CHANGE.registered) this.lastGood[row] = NaN;
    if (before === this.critical || after === this.critical) this.onCritical(row, after === this.critical);
    this.sync(row);
    return true;
  }

  isRegistered(row: number): boolean {
    return !this.ledger.isAbsent(row);
  }

  /** Whether the servers count it among those that may be called, as far as its check goes. */
  passes(row: number, onlyPassing: boolean): boolean {
    const status = this.known[row];
    if (status === this.absent || status === this.critical) return false;
    return !onlyPassing || status === this.passing;
  }

  stateOf(row: number): string {
    return this.ledger.stateOf(row);
  }

  row(host: number): number {
    return this.ledger.row(host);
  }

  /** Undefined: it never announces itself here. */
  find(host: number): number | undefined {
    return this.ledger.find(host);
  }

  private sync(row: number): void {
    if (this.up[0] === 0) return;
    if (this.known[row] === this.mode[row]) return;
    this.known[row] = this.mode[row];
    this.onChanged(this.tenants[row].node);
  }
}
