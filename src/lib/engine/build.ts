import type { AnyStateMachine } from 'xstate';
import { assert } from '#lib/base/assert.ts';
import type { Duration } from '#lib/base/duration.ts';
import type { Outcome } from '#lib/base/outcomes.ts';
import type { Cell } from './arena.ts';
import { Chart } from './chart.ts';
import type { Zone } from './geography.ts';
import { Host } from './host.ts';
import type { Paths } from './paths.ts';
import type { Port } from './port.ts';
import { samplerOf } from './random/sampler-of.ts';
import { Stream } from './random/stream.ts';
import type { Simulation } from './simulation.ts';
import { Station, STATION_ROOM } from './station.ts';

/** Where something that is being built stands: it names its streams and charts. */
export interface Place {
  /** Stable id of the node or edge: owner of its charts. */
  readonly owner: string;
  /** Which of the owner's instances. */
  readonly instance: number;
  /** Names of all instances, the subjects of a chart. */
  readonly instances: readonly string[];
  /** By instance: the zone in which it stands, null for none; absent: nobody stands anywhere. */
  readonly zones?: readonly (Zone | null)[];
  readonly seed: number;
  /** Wall clock at the start of the run, in micros since 1970; absent: 0. */
  readonly epochMicros?: number;
}

export interface ChartWish {
  /** 'breaker', 'lease', …: with the owner's id it names the chart. */
  readonly concern: string;
  readonly machine: AnyStateMachine;
  readonly rules: readonly string[];
  /** Absent: one subject for each instance of the owner. */
  readonly subjects?: readonly string[];
}

/** What a policy or behaviour is built with: its settings, and the only places where it may keep state. */
export class Build<C> {
  constructor(
    readonly sim: Simulation,
    readonly config: C,
    readonly host: Host,
    readonly place: Place,
  ) {}

  /** The same place with other settings, for a part that is built by a part. */
  with<D>(config: D): Build<D> {
    return new Build(this.sim, config, this.host, this.place);
  }

  /** Wall clock at the start of the run, in micros since 1970: `epochMicros + host.now` is what the product's clock says. */
  get epochMicros(): number {
    return this.place.epochMicros ?? 0;
  }

  /** A random stream of its own, named by owner, instance and concern, so that nobody shifts another's draws. */
  stream(concern: string): Stream {
    const stream = Stream.in(this.sim.arena);
    stream.seed(this.place.seed, `${this.place.owner}/${this.place.instance}/${concern}`);
    return stream;
  }

  f64(length: number): Float64Array {
    return this.sim.arena.f64(length);
  }

  i32(length: number): Int32Array {
    return this.sim.arena.i32(length);
  }

  u8(length: number): Uint8Array {
    return this.sim.arena.u8(length);
  }

  cold<T>(value: Readonly<T>): Cell<T> {
    return this.sim.arena.cold(value);
  }

  /** The number of a path. Complete only when every instance is built: resolve routes in `started`. */
  get paths(): Paths {
    return this.sim.paths;
  }

  /** The number of a reason for refusing or failing calls. */
  reason(name: string, outcome: Outcome): number {
    return this.sim.reasons.register(name, outcome);
  }

  /** The owner's chart of this concern; instances share one, each being a subject of it. */
  chart({ concern, machine, rules, subjects = this.place.instances }: ChartWish): Chart {
    const { charts, arena } = this.sim;
    const id = `${this.place.owner}/${concern}`;
    const known = charts.find((chart) => chart.options.id === id);
    if (known) return known;
    const options = { id, owner: this.place.owner, concern, machine, rules, subjects };
    const chart = new Chart(charts.length, options, arena.u8(subjects.length), this.sim);
    charts.push(chart);
    return chart;
  }
}

/** An outgoing edge of an instance. */
export interface Outlet {
  readonly port: Port;
  /** The edge's settings. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The path that this edge serves, when the caller routes; else ''. */
  readonly route: string;
  /** Numbers of the paths that the callee routes; [0], the root path, when it does not. */
  readonly offers: readonly number[];
}

/** An instance that announces itself here. */
export interface Tenant {
  readonly host: number;
  readonly node: number;
  readonly name: string;
}

/** What a kind's behaviour is built with. */
export class InstanceBuild<C> extends Build<C> {
  /** The station that the behaviour asked for, if any. */
  built: Station | null = null;

  constructor(
    base: Build<C>,
    /** Outgoing edges that carry calls, in the scenario's order. */
    readonly outlets: readonly Outlet[],
    /** For a registry: who announces itself here. */
    readonly tenants: readonly Tenant[],
    /** For a registry: the way to each node that announces itself here, to ask its instances whether they are well. */
    readonly probed: readonly Port[],
    /** For a registry: the ways to other registries. */
    readonly peers: readonly Port[],
    /** For a registry: the name of its datacenter, and of those that its peers stand in. */
    readonly datacenter: string,
    readonly peerDatacenters: readonly string[],
    /** Nodes and ports in the world. */
    readonly nodes: number,
    readonly portCount: number,
  ) {
    super(base.sim, base.config, base.host, base.place);
  }

  /** The same place for a part with settings and timers of its own. */
  part<D>(config: D): InstanceBuild<D> {
    const base = new Build(this.sim, config, new Host(this.sim, this.host.self), this.place);
    const { outlets, tenants, probed, peers, datacenter, peerDatacenters, nodes, portCount } = this;
    const about = [peers, datacenter, peerDatacenters, nodes, portCount] as const;
    return new InstanceBuild(base, outlets, tenants, probed, ...about);
  }

  /** The instance's slots and queue; one an instance. */
  station(options: { slots: number; queueLimit: number; work: Duration }): Station {
    const { sim, host } = this;
    assert(this.built === null, 'an instance has one station');
    this.built = new Station(
      sim,
      host.self,
      options.slots,
      options.queueLimit,
      samplerOf(options.work),
      this.stream('work'),
      sim.arena.room(STATION_ROOM),
    );
    return this.built;
  }
}
