import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { OP, type Listing, type Registrar } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import { UNKNOWN_LEASE } from '#lib/policies/lookup-fields.ts';
import { Catalog, CHANGE } from './catalog.ts';
import { ProbedChecks, TtlChecks, type Checks } from './checks.ts';
import { Federation } from './federation.ts';
import { Gossip } from './gossip.ts';
import { DEFAULT_QUERY_TIME, HeldQueries } from './held.ts';
import { Keys } from './keys.ts';
import { listingOf } from './listing.ts';
import type {
  BlockingConfig,
  ConsulConfig,
  DnsConfig,
  PreparedConfig,
  ProbedConfig,
  TtlConfig,
} from './policy.ts';
import { Reaper } from './reaper.ts';

/**
 * A Consul datacenter (hashicorp/consul): servers with the catalog, and an agent beside each instance that checks it, reaps it and
 * gossips about its machine. Who may be called: whose check is not critical, and whose machine is not declared dead.
 */
export class ConsulRegistrar implements Registrar {
  private readonly host: Host;
  private readonly sim: Simulation;
  private readonly catalog: Catalog;
  private readonly checks: Checks;
  private readonly reaper: Reaper;
  private readonly gossip: Gossip;
  private readonly held: HeldQueries;
  private readonly keys: Keys;
  private readonly federation: Federation;
  private readonly datacenter: string;
  private readonly onlyPassing: boolean;
  private readonly unknownCheck: number;
  /** By node: its newest list, of which the number is the index; NONE before the first. */
  private readonly rosters: Int32Array;

  constructor(build: InstanceBuild<ConsulConfig>) {
    const { check, query, members } = build.config;
    this.host = build.host;
    this.sim = build.sim;
    this.datacenter = build.datacenter;
    const catalog = new Catalog(build);
    this.catalog = catalog;
    this.checks =
      check.is === 'ttl'
        ? new TtlChecks(build.part(check as TtlConfig), catalog)
        : new ProbedChecks(build.part(check as ProbedConfig), catalog);
    this.reaper = new Reaper(build.part(build.config), catalog, (row) => this.checks.end(row));
    this.gossip = new Gossip(build.part(null), catalog, members, (row) =>
      this.publish(catalog.tenants[row].node),
    );
    const isBlocking = query.is === 'blocking';
    const waitSeconds = isBlocking ? (query as BlockingConfig).waitSeconds : DEFAULT_QUERY_TIME;
    const { frames } = this.host;
    const nodeOf = (visit: Frame) => this.host.port(frames.payload[visit]).callee;
    this.held = new HeldQueries(build.part(null), 'wait', waitSeconds, {
      placeOf: (visit) => frames.payload[visit],
      newest: (visit) => this.newest(nodeOf(visit)),
    });
    this.keys = new Keys(build, waitSeconds, build.config.watchedKey);
    const { failoverDatacenters = '' } = query as Partial<PreparedConfig>;
    this.federation = new Federation(build, failoverDatacenters);
    this.onlyPassing = isBlocking || (query as DnsConfig).onlyPassing;
    this.unknownCheck = build.reason(UNKNOWN_LEASE, 'error');
    this.rosters = build.i32(build.nodes).fill(NONE);
    catalog.onChanged = (node) => this.publish(node);
    catalog.onCritical = (row, critical) => (critical ? this.reaper.watch(row) : this.reaper.forget(row));
  }

  started(): void {
    this.catalog.started();
    if (this.host.now === 0) this.settle();
  }

  crashed(): void {
    this.catalog.crashed();
    this.held.forget();
    this.keys.forget();
  }

  message(visit: Frame): void {
    const { frames } = this.host;
    const op = frames.op[visit];
    if (op === OP.key) return this.keys.ask(visit);
    if (op >= OP.lookup) return this.ask(visit);
    const row = this.catalog.row(this.host.port(frames.port[visit]).host);
    if (op === OP.register) this.register(row);
    else if (op === OP.cancel) this.deregister(row);
    else if (frames.payload[visit] === PASS && !this.pass(row)) {
      return this.host.answer(visit, this.unknownCheck);
    }
    this.host.answer(visit, OK);
  }

  answered(visit: Frame, call: Frame): void {
    this.federation.answered(visit, call);
  }

  /** Only its agent could reap it, and check it. */
  machineLost(host: number): void {
    const row = this.catalog.find(host);
    if (row === undefined) return;
    this.checks.end(row);
    this.reaper.forget(row);
    this.gossip.died(row);
  }

  cutsChanged(): void {
    this.catalog.tenants.forEach(({ host }, row) => this.gossip.cuts(row, !this.host.reaches(host)));
  }

  put(key: string, value: number): void {
    this.keys.put(key, value);
  }

  face(): readonly Fact[] {
    const counts = new Map<string, number>();
    this.catalog.tenants.forEach((_, row) => {
      const state = this.stateOf(row);
      counts.set(state, (counts.get(state) ?? 0) + 1);
    });
    return ['passing', 'warning', 'critical', 'failed'].flatMap((state) => {
      const value = counts.get(state) ?? 0;
      return value > 0 || state === 'passing' ? [{ key: state, label: state, value }] : [];
    });
  }

  explain(): readonly Fact[] {
    const facts: Fact[] = this.catalog.tenants.map(({ name }, row) => {
      const value = this.catalog.isRegistered(row)
        ? `${this.stateOf(row)}, node ${this.gossip.stateOf(row)}`
        : 'not registered';
      return { key: `service/${row}`, label: name, value };
    });
    facts.push({ key: 'members', label: 'Members that gossip', value: this.gossip.members });
    facts.push({ key: 'held', label: 'Blocking queries held', value: this.held.count });
    if (this.federation.reaches) {
      const { forwarded, failedOver } = this.federation;
      facts.push({ key: 'forwarded', label: 'Questions for other datacenters', value: forwarded });
      facts.push({ key: 'failed-over', label: 'Queries taken to another datacenter', value: failedOver });
    }
    return [...facts, ...this.keys.explain()];
  }

  listings(): readonly Listing[] {
    const { catalog, checks, reaper, host } = this;
    return catalog.tenants.map((tenant, row) => {
      const left = checks.left(row);
      return listingOf({
        host: tenant.host,
        state: this.stateOf(row),
        listed: this.isListed(row),
        age: Number.isNaN(catalog.lastGood[row]) ? null : (host.now - catalog.lastGood[row]) / MICROS_PER_S,
        expires: left === null ? null : left / MICROS_PER_S,
        ttl: checks.ttlSeconds,
        criticalFor: (host.now - catalog.criticalSince[row]) / MICROS_PER_S,
        reapsAfter: reaper.afterSeconds,
      });
    });
  }

  /** The story begins with a datacenter at rest: whoever is there has been registered and passing for a while. */
  private settle(): void {
    this.catalog.tenants.forEach(({ host }, row) => {
      if (!this.sim.instances[host].life.up) return;
      this.gossip.joined(row);
      this.catalog.settle(row);
      this.checks.settle(row);
    });
  }

  private register(row: number): void {
    this.gossip.joined(row);
    this.catalog.change(row, CHANGE.registered, 0, 0);
    this.checks.begin(row);
  }

  private deregister(row: number): void {
    this.checks.end(row);
    this.catalog.change(row, CHANGE.deregistered, 0, 0);
    this.gossip.left(row);
  }

  private pass(row: number): boolean {
    if (!this.catalog.isRegistered(row)) return false;
    this.checks.pass(row);
    return true;
  }

  /** A question, from a caller or from another datacenter's servers. */
  private ask(visit: Frame): void {
    const { frames } = this.host;
    const { datacenter } = this.host.port(frames.port[visit]);
    const fromHere = frames.op[visit] !== OP.forward;
    if (fromHere && datacenter !== '' && datacenter !== this.datacenter) {
      return this.federation.ask(visit, datacenter);
    }
    const newest = this.newest(this.host.port(frames.payload[visit]).callee);
    if (frames.path[visit] === newest) return this.held.hold(visit);
    frames.result[visit] = newest;
    const nobody = this.host.roster(newest).length === 0;
    if (frames.op[visit] === OP.lookup && nobody && this.federation.failOver(visit)) return;
    this.host.answer(visit, OK);
  }

  private newest(node: number): number {
    if (this.rosters[node] === NONE) this.rosters[node] = this.host.publish([]);
    return this.rosters[node];
  }

  /** The index moves with every change of what is watched, be the list of who may be called the same or not. */
  private publish(node: number): void {
    const { tenants } = this.catalog;
    const hosts = tenants.flatMap((tenant, row) =>
      tenant.node === node && this.isListed(row) ? [tenant.host] : [],
    );
    this.rosters[node] = this.host.publish(hosts);
    this.held.changed((visit) => this.host.port(this.host.frames.payload[visit]).callee === node);
  }

  private isListed(row: number): boolean {
    return this.catalog.passes(row, this.onlyPassing) && !this.gossip.hasFailed(row);
  }

  private stateOf(row: number): string {
    return this.catalog.isRegistered(row) && this.gossip.hasFailed(row)
      ? 'failed'
      : this.catalog.stateOf(row);
  }
}

/** What a renewal says: the check passes; or, from an agent, that all is as the catalog has it. */
export const PASS = 1;
