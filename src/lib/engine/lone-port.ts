import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import { Build } from './build.ts';
import { OP, QUEUED, type Balancer, type Behaviour, type Checker } from './contract.ts';
import { ENDPOINT_COUNTS, Endpoints } from './endpoints.ts';
import { ORDER } from './events.ts';
import { NONE, ROLE, type Frame } from './frames.ts';
import { Host } from './host.ts';
import { instanceLife } from './instance-life.ts';
import { Life, atOnce, rulesOf } from './life.ts';
import { Port } from './port.ts';
import { Prober } from './prober.ts';
import { Stream } from './random/stream.ts';
import { Redispatch } from './redispatch.ts';
import { silent } from './sink.ts';
import { Simulation, type Instance } from './simulation.ts';
import { Wire } from './wire.ts';

export interface LonePortOptions {
  readonly servers: number;
  readonly balancer: (build: Build<never>, endpoints: Endpoints) => Balancer;
  readonly config: object;
  readonly checker?: (build: Build<never>, endpoints: Endpoints) => Checker;
  readonly checkerConfig?: object;
  /** Whether the engine sends the checker's probes; else whoever has them calls `checker.result`. */
  readonly probes?: boolean;
  readonly epochMicros?: number;
  readonly seed?: number;
  readonly addresses?: readonly string[];
  /** Of one try. */
  readonly timeoutMicros?: number;
  /** How long a server works for a request, by its number and the time since it came to the balancer. */
  readonly serviceMicros?: (request: number, sinceMicros: number) => number;
}

/** What became of a request. */
export interface LoneRequest {
  readonly atMicros: number;
  endMicros: number;
  /** Outcome code, NONE while it is under way. */
  outcome: number;
  /** In order; slot NONE: nobody was left to ask. Outcome NONE while it is under way. */
  readonly tries: { readonly slot: number; outcome: number }[];
}

/**
 * One caller with a balancer, and servers that do what they are told, without a network between them: how a balancer with
 * its own retries and health checks is tried against a table or a recording. The caller is host 0.
 */
export class LonePort {
  readonly sim: Simulation;
  readonly port: Port;
  readonly endpoints: Endpoints;
  readonly balancer: Balancer;
  readonly checker: Checker | null;
  readonly requests: LoneRequest[] = [];
  /** By slot: the server takes connections and says nothing; or the reason with which it answers. */
  readonly hangs: boolean[];
  readonly answers: number[];
  private readonly build: Build<never>;
  private readonly idle: number;

  constructor(options: LonePortOptions) {
    const { servers, epochMicros = 0, seed = 1, addresses = [], timeoutMicros = 60e6 } = options;
    this.sim = new Simulation({ nodes: 2, hosts: servers + 1, edges: 1, layers: 2 }, silent);
    const { sim } = this;
    const place = { owner: 'e1', instance: 0, instances: ['caller'], seed, epochMicros };
    const buildFor = (config: object) => new Build(sim, config as never, new Host(sim, 0), place);
    this.build = buildFor({});
    const { arena } = sim;
    const views = { hosts: arena.i32(servers), listed: arena.i32(servers), out: arena.u8(servers) };
    this.endpoints = new Endpoints({ ...views, counts: arena.i32(ENDPOINT_COUNTS) }, 1);
    this.endpoints.addresses = addresses;
    const stream = Stream.in(arena);
    const wire = new Wire(0, { meanMicros: 0, draw: () => 0 }, 0, stream, stream, sim.levers);
    const lane = sim.lanes.lane(timeoutMicros);
    this.port = new Port(0, 0, wire, 1, this.endpoints, lane, this.sim);
    sim.ports.push(this.port);
    this.hangs = Array.from({ length: servers }, () => false);
    this.answers = Array.from({ length: servers }, () => OK);
    this.balancer = options.balancer(buildFor(options.config), this.endpoints);
    this.checker = options.checker?.(buildFor(options.checkerConfig ?? {}), this.endpoints) ?? null;
    this.furnish(buildFor, options.probes ?? false);
    const answering: Behaviour = {
      visit: () => undefined,
      answered: (_, call) => this.ended(call),
    };
    sim.instances.push(this.instance(0, [this.port], answering, stream));
    for (let slot = 0; slot < servers; slot++) {
      const serving = this.serving(slot, options.serviceMicros ?? (() => 0));
      sim.instances.push(this.instance(1, [], serving, stream));
    }
    this.idle = sim.owners.push({ timer: () => undefined }) - 1;
    this.endpoints.set(Array.from({ length: servers }, (_, slot) => slot + 1));
    sim.begin();
  }

  /** A request begins now; returns its number. It may end before this returns. */
  request(path = 0): number {
    const { sim } = this;
    const number = sim.counters.roots[0];
    this.requests[number] = { atMicros: sim.now, endMicros: NONE, outcome: NONE, tries: [] };
    sim.calls.call(this.port, NONE, OP.request, path);
    return number;
  }

  /** The slot that a request which goes through at the first try is sent to. */
  slot(path = 0): number {
    return this.requests[this.request(path)].tries[0]?.slot ?? NONE;
  }

  /** So many requests one after the other, each served before the next: their slots. */
  slots(count: number): number[] {
    return Array.from({ length: count }, () => {
      const slot = this.slot();
      this.wait(1);
      return slot;
    });
  }

  /** The caller loses interest in a request that has not ended. */
  giveUp(request: number): void {
    const { frames, calls } = this.sim;
    for (const f of frames.inUse()) {
      const isCall = frames.role[f] === ROLE.call && frames.parent[f] === NONE;
      if (isCall && frames.ordinal[f] === request) return calls.giveUp(f, CANCELLED);
    }
  }

  /** Whether no process takes connections at this server. */
  refuse(slot: number, refuses: boolean): void {
    this.sim.levers.down[slot + 1] = refuses ? 1 : 0;
  }

  /** The server answers like this from now on. */
  answer(slot: number, reason: number): void {
    this.answers[slot] = reason;
  }

  /** Lets time pass; what is due meanwhile happens. */
  wait(micros: number): void {
    const until = this.sim.now + micros;
    this.sim.after(this.idle, micros, 0, ORDER.arrivals);
    this.sim.run(until + 1);
  }

  private furnish(buildFor: (config: object) => Build<never>, probes: boolean): void {
    const { port, balancer, checker } = this;
    const noting = this.noting(balancer);
    port.balancer = noting;
    port.checker = checker;
    port.watched = true;
    if (probes && checker !== null) {
      port.probeLane = this.sim.lanes.lane(checker.timeoutMicros);
      this.sim.probers[0] = new Prober(buildFor({}), port, checker);
    }
    const { again } = noting;
    if (again === undefined) return;
    port.layers.push({
      title: 'next server',
      gate: null,
      fork: new Redispatch(buildFor({}).host, { ...noting, again }),
    });
    port.lanes[0] = NONE;
    port.lanes[1] = port.lane;
  }

  /** The same balancer; what it does is noted. */
  private noting(balancer: Balancer): Balancer {
    const { frames } = this.sim;
    const triesOf = (call: Frame) => this.requests[frames.ordinal[call]].tries;
    return {
      ...(balancer.pins && { pins: true }),
      pick: (call) => {
        const host = balancer.pick(call);
        if (host !== QUEUED) triesOf(call).push({ slot: host === NONE ? NONE : host - 1, outcome: NONE });
        return host;
      },
      ended: (call) => {
        const last = triesOf(call).at(-1);
        if (last !== undefined) last.outcome = frames.status[call];
        balancer.ended?.(call);
      },
      withdraw: (call) => balancer.withdraw?.(call),
      ...(balancer.again && {
        again: (call: Frame, attempt: Frame) => balancer.again!(call, attempt),
      }),
      reset: () => balancer.reset(),
      explain: () => balancer.explain(),
    };
  }

  private ended(call: Frame): void {
    const { frames, now } = this.sim;
    const request = this.requests[frames.ordinal[call]];
    request.endMicros = now;
    request.outcome = frames.status[call];
  }

  private serving(slot: number, serviceMicros: NonNullable<LonePortOptions['serviceMicros']>): Behaviour {
    const { sim } = this;
    const workOf = (request: number) =>
      serviceMicros(request, sim.now - (this.requests[request]?.atMicros ?? sim.now));
    const done = sim.owners.push({ timer: (visit) => sim.messages.answer(visit, this.answers[slot]) }) - 1;
    return {
      visit: (visit) => {
        if (this.hangs[slot]) return;
        sim.after(done, workOf(sim.frames.ordinal[visit]), visit, ORDER.messages);
      },
    };
  }

  private instance(node: number, ports: Port[], behaviour: Behaviour, stream: Stream): Instance {
    const { machine, concern } = instanceLife;
    const rules = rulesOf(instanceLife);
    const subjects = ['caller', ...this.hangs.map((_, slot) => `s${slot + 1}`)];
    const chart = this.build.chart({ concern, machine, rules, subjects });
    const life = new Life(chart, this.sim.instances.length, instanceLife, atOnce);
    return {
      node,
      behaviour,
      life,
      station: null,
      registrants: [],
      ports,
      intake: [],
      faults: stream,
      hash: 0,
    };
  }
}
