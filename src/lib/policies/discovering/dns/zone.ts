import { assert } from '#lib/base/assert.ts';
import type { InstanceBuild, Tenant } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import type { Listing } from '#lib/engine/contract.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import { checkers } from '#lib/policies/checking/checkers.ts';
import { probeFrom } from '#lib/policies/discovering/probe-from.ts';
import { machine } from './machine.ts';
import type { DnsConfig } from './policy.ts';

const RULES = [
  'its record was written when it began to serve',
  'its record was taken out when it was asked to stop',
  'its address was given up, and the record of another took its place',
];
const EVENTS = ['registered', 'deregistered', 'replaced'];
const REGISTERED = 0;
const DEREGISTERED = 1;
const REPLACED = 2;

/**
 * The records that a zone holds, a row for each instance that may have one. It learns of a death only from whoever replaces
 * the instance, and from its health checks if it has any: what a check took out is not answered with.
 */
export class Zone {
  private readonly sim: Simulation;
  private readonly tenants: readonly Tenant[];
  private readonly chart: Chart;
  private readonly events: readonly number[];
  private readonly absent: number;
  private readonly rowOf: ReadonlyMap<number, number>;
  /** By node, its way back: there the records are listed, for its checks to go through. */
  private readonly ways: ReadonlyMap<number, Port>;
  private readonly checked: boolean;

  constructor(build: InstanceBuild<DnsConfig>) {
    const { tenants, probed, sim } = build;
    const { health } = build.config;
    this.sim = sim;
    this.tenants = tenants;
    const subjects = tenants.map(({ name }) => name);
    this.chart = build.chart({ concern: 'record', machine, rules: RULES, subjects });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.absent = this.chart.state('absent');
    this.rowOf = new Map(tenants.map(({ host }, row) => [host, row]));
    this.ways = new Map(probed.map((port) => [port.callee, port]));
    const create = checkers.get(health.is);
    this.checked = create !== undefined;
    if (create) probed.forEach((_, nth) => probeFrom(build, nth, health as never, create));
  }

  register(host: number): void {
    const row = this.row(host);
    const { node } = this.tenants[row];
    this.step(row, REGISTERED);
    this.tenants.forEach((other, i) => {
      if (other.node === node && this.sim.instances[other.host].life.absent) this.step(i, REPLACED);
    });
    this.list(node);
  }

  deregister(host: number): void {
    const row = this.row(host);
    this.step(row, DEREGISTERED);
    this.list(this.tenants[row].node);
  }

  /** The addresses that a node's name stands for. */
  recordsOf(node: number): readonly number[] {
    const { hosts, count } = this.ways.get(node)!.endpoints;
    return Array.from(hosts.subarray(0, count));
  }

  get published(): number {
    return this.chart.mode.reduce((sum, mode) => sum + Number(mode !== this.absent), 0);
  }

  listings(): readonly Listing[] {
    return this.tenants.map(({ host, node }, row): Listing => {
      const { endpoints } = this.ways.get(node)!;
      const has = this.chart.mode[row] !== this.absent;
      const sick = (endpoints.outOf(endpoints.slotOf(host)) & OUT.unhealthy) !== 0;
      const state = has ? (sick ? 'unhealthy' : 'published') : 'no record';
      const listed = has && (!sick || endpoints.panicking);
      const note = this.checked ? 'its checks go on' : 'nobody checks it';
      return { host, state, listed, age: null, left: null, of: 0, note };
    });
  }

  private list(node: number): void {
    const hosts = this.tenants
      .filter((tenant, row) => tenant.node === node && this.chart.mode[row] !== this.absent)
      .map(({ host }) => host);
    this.ways.get(node)!.endpoints.set(hosts);
  }

  private row(host: number): number {
    const row = this.rowOf.get(host);
    assert(row !== undefined, 'only a tenant has a record');
    return row;
  }

  private step(row: number, rule: number): void {
    this.chart.step(row, this.events[rule], rule, 0, 0);
  }
}
