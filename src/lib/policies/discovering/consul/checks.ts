import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Build, InstanceBuild } from '#lib/engine/build.ts';
import type { Checker } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { StatusHandler, VERDICT } from '#lib/policies/checking/consul-status.ts';
import { probeFrom } from '#lib/policies/discovering/probe-from.ts';
import { CHANGE, JOIN_STAGGER_MICROS, type Catalog } from './catalog.ts';
import type { ProbedConfig, TtlConfig } from './policy.ts';

/** How agents know of the instances beside them, by row of the catalog. */
export interface Checks {
  /** It registered, anew or again: its check is made anew, but a status that it had stays. */
  begin(row: number): void;
  /** It has been registered and passing for a while: its check stands anywhere in its interval. */
  settle(row: number): void;
  /** It is registered no more, or its agent is gone with the machine. */
  end(row: number): void;
  /** It said that it passes. */
  pass(row: number): void;
  /** 0: checks do not expire. */
  readonly ttlSeconds: number;
  /** Micros until its check expires without a sign of life; null: it does not. */
  left(row: number): number | null;
}

/** Checks that ask: an agent probes the instance beside it. Here the probes come from the registry, along the way back. */
export class ProbedChecks implements Checks {
  readonly ttlSeconds = 0;
  private readonly agents: ReadonlyMap<number, AgentCheck>;

  constructor(
    build: InstanceBuild<ProbedConfig>,
    private readonly catalog: Catalog,
  ) {
    const agents = new Map<number, AgentCheck>();
    build.probed.forEach(({ callee }, nth) => {
      probeFrom(build, nth, build.config, (part, endpoints) => {
        const agent = new AgentCheck(part, endpoints, catalog);
        agents.set(callee, agent);
        return agent;
      });
    });
    this.agents = agents;
  }

  begin(row: number): void {
    this.agentOf(row).begin(this.catalog.tenants[row].host);
  }

  settle(row: number): void {
    this.agentOf(row).settle(this.catalog.tenants[row].host);
  }

  end(row: number): void {
    this.agentOf(row).end(this.catalog.tenants[row].host);
  }

  pass(): void {
    // Consul answers that the check has no TTL; our instances never say so.
  }

  left(): null {
    return null;
  }

  private agentOf(row: number): AgentCheck {
    return this.agents.get(this.catalog.tenants[row].node)!;
  }
}

/**
 * The check loop of agent/checks/check.go: it waits at random within one interval, then checks, and waits an interval from the end
 * of each check. The agents outlive their servers: an outage of the registry changes no status.
 */
class AgentCheck implements Checker {
  readonly timeoutMicros: number;
  readonly connectsOnly: boolean;
  private readonly host: Host;
  private readonly intervalMicros: number;
  private readonly handler: StatusHandler;
  private readonly phases: Stream;
  /** By slot: whether it is checked, and whether its first check is still to come. */
  private readonly checked: Uint8Array;
  private readonly fresh: Uint8Array;

  constructor(
    build: Build<ProbedConfig>,
    private readonly endpoints: Endpoints,
    private readonly catalog: Catalog,
  ) {
    const { config } = build;
    this.host = build.host;
    this.timeoutMicros = sToMicros(config.timeoutSeconds);
    this.connectsOnly = config.is === 'tcp';
    this.intervalMicros = sToMicros(config.intervalSeconds);
    this.handler = new StatusHandler(build, endpoints.room, config);
    this.phases = build.stream('check');
    this.checked = build.u8(endpoints.room);
    this.fresh = build.u8(endpoints.room);
  }

  begin(host: number): void {
    const slot = this.endpoints.slotOf(host);
    this.handler.begin(slot);
    if (this.checked[slot] === 1) return;
    this.checked[slot] = this.fresh[slot] = 1;
    this.list();
  }

  settle(host: number): void {
    this.begin(host);
    this.handler.judge(this.endpoints.slotOf(host), OK);
  }

  end(host: number): void {
    const slot = this.endpoints.slotOf(host);
    if (this.checked[slot] === 0) return;
    this.checked[slot] = 0;
    this.list();
  }

  first(slot: number): number {
    const within =
      this.fresh[slot] === 1 ? this.intervalMicros : Math.min(this.intervalMicros, JOIN_STAGGER_MICROS);
    this.fresh[slot] = 0;
    return this.phases.below(within);
  }

  result(slot: number, status: number): number {
    // An agent beside its instance is on its side of any partition: what the probe met is not what it would have met.
    if (this.checked[slot] === 0 || !this.host.reaches(this.endpoints.first + slot))
      return this.intervalMicros;
    const row = this.catalog.row(this.endpoints.first + slot);
    const verdict = this.handler.judge(slot, status);
    if (verdict === VERDICT.passes || verdict === VERDICT.warns) this.catalog.lastGood[row] = this.host.now;
    if (verdict !== VERDICT.none) {
      this.catalog.change(row, verdict, this.handler.inARow(slot, verdict), this.handler.needed(verdict));
    }
    return this.intervalMicros;
  }

  reset(): void {
    // The servers restarted, and no agent.
  }

  explain(): readonly Fact[] {
    return [];
  }

  private list(): void {
    const { first } = this.endpoints;
    this.endpoints.set(
      [...this.checked.keys()].flatMap((slot) => (this.checked[slot] === 1 ? [first + slot] : [])),
    );
  }
}

/** Checks that wait to be told: a timer of the TTL, set anew by each update; when it runs out, the check is critical, once. */
export class TtlChecks implements Checks {
  private readonly host: Host;
  private readonly timers: Int32Array;
  private readonly due: Float64Array;
  private readonly ttlMicros: number;
  readonly ttlSeconds: number;

  constructor(
    build: InstanceBuild<TtlConfig>,
    private readonly catalog: Catalog,
  ) {
    this.host = build.host;
    this.ttlSeconds = build.config.ttlSeconds;
    this.ttlMicros = sToMicros(this.ttlSeconds);
    this.timers = build.i32(catalog.tenants.length).fill(NONE);
    this.due = build.f64(catalog.tenants.length);
    this.host.wakes(this);
  }

  begin(row: number): void {
    this.end(row);
    this.due[row] = this.host.now + this.ttlMicros;
    this.timers[row] = this.host.after(this.ttlMicros, row);
  }

  /** Its next update comes within its interval, as it has come before. */
  settle(row: number): void {
    this.begin(row);
  }

  end(row: number): void {
    if (this.timers[row] !== NONE) this.host.cancel(this.timers[row]);
    this.timers[row] = NONE;
  }

  pass(row: number): void {
    this.begin(row);
    this.catalog.lastGood[row] = this.host.now;
    this.catalog.change(row, CHANGE.passes, 1, 0);
  }

  timer(row: number): void {
    this.timers[row] = NONE;
    // The agent is on the instance's side of a partition, and hears its updates.
    if (!this.host.reaches(this.catalog.tenants[row].host)) return this.begin(row);
    this.catalog.change(row, CHANGE.expired, this.ttlSeconds, this.ttlSeconds);
  }

  left(row: number): number | null {
    return this.timers[row] === NONE ? null : this.due[row] - this.host.now;
  }
}
