import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Listing } from '#lib/engine/contract.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import { checkers, chosenOf } from '#lib/policies/behaviours.ts';
import { Ledger } from '#lib/policies/discovering/ledger.ts';
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
  private readonly ledger: Ledger;
  /** By node, its way back: there the records are listed, for its checks to go through. */
  private readonly ways: ReadonlyMap<number, Port>;
  private readonly checked: boolean;

  constructor(build: InstanceBuild<DnsConfig>) {
    const { probed, sim } = build;
    const { health } = build.config;
    this.sim = sim;
    this.ledger = new Ledger(build, { concern: 'record', machine, rules: RULES, events: EVENTS });
    this.ways = new Map(probed.map((port) => [port.callee, port]));
    const create = chosenOf(checkers, health.is);
    this.checked = create !== undefined;
    if (create) probed.forEach((_, nth) => probeFrom(build, nth, health as never, create));
  }

  register(host: number): void {
    const { ledger } = this;
    const node = ledger.nodeOf(host);
    ledger.step(ledger.row(host), REGISTERED);
    ledger.tenants.forEach((other, row) => {
      if (other.node === node && this.sim.instances[other.host].life.absent) ledger.step(row, REPLACED);
    });
    this.list(node);
  }

  deregister(host: number): void {
    this.ledger.step(this.ledger.row(host), DEREGISTERED);
    this.list(this.ledger.nodeOf(host));
  }

  /** The addresses that a node's name stands for. */
  recordsOf(node: number): readonly number[] {
    const { hosts, count } = this.ways.get(node)!.endpoints;
    return Array.from(hosts.subarray(0, count));
  }

  get published(): number {
    return this.ledger.size;
  }

  listings(): readonly Listing[] {
    return this.ledger.tenants.map(({ host, node }, row): Listing => {
      const { endpoints } = this.ways.get(node)!;
      const has = !this.ledger.isAbsent(row);
      const sick = (endpoints.outOf(endpoints.slotOf(host)) & OUT.unhealthy) !== 0;
      const state = has ? (sick ? 'unhealthy' : 'published') : 'no record';
      const listed = has && (!sick || endpoints.panicking);
      const note = this.checked ? 'its checks go on' : 'nobody checks it';
      return { host, state, listed, age: null, left: null, of: 0, note };
    });
  }

  private list(node: number): void {
    this.ways.get(node)!.endpoints.set(this.ledger.hosts(node));
  }
}
