import { assert } from '#lib/base/assert.ts';
import type { ChartWish, InstanceBuild, Tenant } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';

/** What may become of a row. Its machine has a state 'absent', in which nothing is known of an instance. */
export interface LedgerWish extends Omit<ChartWish, 'subjects'> {
  /** By rule: the event that it tells of. */
  readonly events: readonly string[];
}

/**
 * The table of a registry: a row for each instance that may announce itself there, its state in a chart. What else a product knows
 * of an instance it keeps by row as well.
 */
export class Ledger {
  readonly tenants: readonly Tenant[];
  readonly chart: Chart;
  private readonly rowOf: ReadonlyMap<number, number>;
  private readonly events: readonly number[];
  private readonly absent: number;

  constructor(build: InstanceBuild<unknown>, { events, ...wish }: LedgerWish) {
    const { tenants } = build;
    this.tenants = tenants;
    this.chart = build.chart({ ...wish, subjects: tenants.map(({ name }) => name) });
    this.rowOf = new Map(tenants.map(({ host }, row) => [host, row]));
    this.events = events.map((name) => this.chart.event(name));
    this.absent = this.chart.state('absent');
  }

  row(host: number): number {
    const row = this.rowOf.get(host);
    assert(row !== undefined, 'only a tenant announces itself');
    return row;
  }

  /** Undefined: it never announces itself here. */
  find(host: number): number | undefined {
    return this.rowOf.get(host);
  }

  nodeOf(host: number): number {
    return this.tenants[this.row(host)].node;
  }

  isAbsent(row: number): boolean {
    return this.chart.mode[row] === this.absent;
  }

  /** How many are not absent. */
  get size(): number {
    let size = 0;
    for (const mode of this.chart.mode) if (mode !== this.absent) size++;
    return size;
  }

  stateOf(row: number): string {
    return this.chart.table.states[this.chart.mode[row]];
  }

  /** Hosts of a node whose rows are meant: else all that are not absent. */
  hosts(node: number, isMeant = (row: number) => !this.isAbsent(row)): readonly number[] {
    return this.tenants.filter((tenant, row) => tenant.node === node && isMeant(row)).map(({ host }) => host);
  }

  /** Moves a row by a rule and its evidence; false when that is no news. */
  step(row: number, rule: number, a = 0, b = 0): boolean {
    return this.chart.step(row, this.events[rule], rule, a, b);
  }
}
