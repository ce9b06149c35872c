import type { ArrivalsLog } from '#lib/base/arrivals-log.ts';
import { assert } from '#lib/base/assert.ts';
import { codesOf } from '#lib/base/log-outcomes.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { Config } from '#lib/base/schema.ts';
import { Build, type Place } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import { NONE, ROLE, STAGE, type Frame } from '#lib/engine/frames.ts';
import { Host } from '#lib/engine/host.ts';
import { instanceLife } from '#lib/engine/instance-life.ts';
import { Life, atOnce, rulesOf } from '#lib/engine/life.ts';
import { loneEndpoints } from '#lib/engine/lone-endpoints.ts';
import { Port } from '#lib/engine/port.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { Simulation } from '#lib/engine/simulation.ts';
import type { Sink } from '#lib/engine/sink.ts';
import { Wire } from '#lib/engine/wire.ts';
import { chainOf } from './chain.ts';
import { furnish } from './furnish.ts';

export interface LogOptions {
  /** Settings of an edge that carries calls, complete: which policies there are is what is tried. */
  readonly config: Config;
  /** Instances of the callee. */
  readonly hosts: number;
  /** Wall clock at the log's zero. */
  readonly epochMs?: number;
  readonly seed?: number;
}

/** What became of each row of a log, in columns of its length. */
export interface LogRows {
  /** Outcome and reason, as the caller saw them; a row still under way at the end has outcome STILL. */
  readonly outcome: Uint8Array;
  readonly reason: Int32Array;
  /** Tries that reached the callee: 0 when the caller's own chain refused it. */
  readonly tries: Uint16Array;
  /** Place of the instance that the first try went to, or NONE. */
  readonly host: Int32Array;
  /** From arrival to the first try, and to the end; in ms, NaN where there is none. */
  readonly waitedMs: Float64Array;
  readonly tookMs: Float64Array;
}
export const STILL = 255;

/**
 * A caller's chain before a callee that answers as a log says: what would this policy have done with last night's
 * traffic? Each row is a call that arrives at its `atMs`; every try of it is answered after the row's `durationMs` with
 * the row's outcome. The network takes no time. Keys are clients, and limiters may tell them apart.
 */
export class LogWorld {
  readonly sim: Simulation;
  readonly port: Port;
  readonly rows: LogRows;
  private readonly reasons: readonly number[];
  /** Host of each key. */
  private readonly clients: ReadonlyMap<string, number>;
  private readonly arrivals: number;
  private readonly callee: number;

  /** The last arrival, in micros. */
  readonly lastMicros: number;

  constructor(
    private readonly log: ArrivalsLog,
    options: LogOptions,
    sink: Sink,
  ) {
    const { config, hosts, epochMs = 0, seed = 1 } = options;
    const count = log.atMs.length;
    this.clients = new Map([...new Set(log.key ?? [''])].map((key, at) => [key, hosts + 1 + at]));
    this.callee = hosts;
    this.rows = emptyRows(count);
    this.lastMicros = count === 0 ? 0 : msToMicros(log.atMs[count - 1]);
    const size = { nodes: 3, hosts: hosts + 1 + this.clients.size, edges: 1, layers: 8 };
    this.sim = new Simulation(size, sink);
    const { sim } = this;
    this.reasons = codesOf(log.outcome ?? [], count);
    this.port = this.portOf(hosts);
    const place = { owner: 'e1', instance: 0, instances: ['caller'], seed, epochMicros: msToMicros(epochMs) };
    furnish(sim, this.port, chainOf(config), (part) => new Build(sim, part, new Host(sim, hosts), place));
    for (let host = 0; host < size.hosts; host++) this.stand(host, place);
    this.port.endpoints.set(Array.from({ length: hosts }, (_, host) => host));
    this.arrivals = sim.owners.push({ timer: (row) => this.arrive(row) }) - 1;
    sim.begin();
    this.await(0);
  }

  /** Runs every event before `untilMicros`; true when all are done. */
  run(untilMicros: number, budget?: number): boolean {
    return this.sim.run(untilMicros, budget);
  }

  private portOf(hosts: number): Port {
    const { sim } = this;
    const still = Stream.in(sim.arena);
    const wire = new Wire(0, { meanMicros: 0, draw: () => 0 }, 0, still, still, sim.levers);
    const endpoints = loneEndpoints(sim, hosts);
    const port = new Port(0, this.callee, wire, 1, endpoints, sim.lanes.lane(LONGEST_MICROS), sim);
    sim.ports.push(port);
    return port;
  }

  /** Instances 0 to n - 1 are the callee's, n is the caller, then come the clients. */
  private stand(host: number, at: Place): void {
    const { sim } = this;
    const isCaller = host === this.callee;
    const node = isCaller ? 0 : host < this.callee ? 1 : 2;
    const place = { ...at, owner: `n${node}`, instance: 0, instances: ['one'] };
    const build = new Build(sim, null, new Host(sim, host), place);
    const { machine, concern } = instanceLife;
    const rules = rulesOf(instanceLife);
    const behaviour = node === 1 ? this.answering(build.host) : this.calling();
    sim.instances.push({
      node,
      behaviour,
      life: new Life(build.chart({ concern, machine, rules }), 0, instanceLife, atOnce),
      station: null,
      registrants: [],
      ports: isCaller ? [this.port] : [],
      intake: [],
      faults: Stream.in(sim.arena),
      hash: host,
    });
  }

  /** Rows arrive one after another: one of them waits in the queue at a time. */
  private await(row: number): void {
    if (row >= this.log.atMs.length) return;
    const left = msToMicros(this.log.atMs[row]) - this.sim.now;
    // What is further away than the engine looks ahead is approached in steps.
    const micros = Math.min(Math.max(0, left), STEP_MICROS);
    this.sim.after(this.arrivals, micros, micros < left ? -1 - row : row, ARRIVALS);
  }

  private arrive(row: number): void {
    if (row < 0) return this.await(-1 - row);
    const { frames, paths } = this.sim;
    const visit = frames.take();
    frames.role[visit] = ROLE.left;
    frames.stage[visit] = STAGE.held;
    frames.callee[visit] = this.callee;
    frames.source[visit] = this.clients.get(this.log.key?.[row] ?? '')!;
    frames.ordinal[visit] = row;
    this.await(row + 1);
    this.sim.calls.call(this.port, visit, OP.request, paths.intern(this.log.path?.[row] ?? '/'));
  }

  private calling(): Behaviour {
    const { frames } = this.sim;
    return {
      visit: () => undefined,
      answered: (visit, call) => {
        const row = frames.ordinal[visit];
        this.rows.outcome[row] = frames.status[call];
        this.rows.reason[row] = frames.reason[call];
        this.rows.tookMs[row] = this.sinceArrival(row);
        frames.free(visit);
      },
    };
  }

  private answering(host: Host): Behaviour {
    const behaviour = {
      visit: (visit: Frame) => this.reached(host, visit),
      timer: (visit: Frame) => host.answer(visit, this.reasons[this.sim.frames.ordinal[visit]]),
    };
    host.wakes(behaviour);
    return behaviour;
  }

  private reached(host: Host, visit: Frame): void {
    const row = this.sim.frames.ordinal[visit];
    if (this.rows.tries[row]++ === 0) {
      this.rows.host[row] = host.self;
      this.rows.waitedMs[row] = this.sinceArrival(row);
    }
    const micros = msToMicros(this.log.durationMs?.[row] ?? 0);
    if (micros === 0) host.answer(visit, this.reasons[row]);
    else host.after(Math.min(micros, LONGEST_MICROS), visit);
  }

  private sinceArrival(row: number): number {
    const took = this.sim.now / 1_000 - msToMicros(this.log.atMs[row]) / 1_000;
    assert(took >= 0, 'nothing ends before it arrives');
    return took;
  }
}

const ARRIVALS = 3;
const STEP_MICROS = 1_800_000_000;
const LONGEST_MICROS = 3_600_000_000;

function emptyRows(count: number): LogRows {
  return {
    outcome: new Uint8Array(count).fill(STILL),
    reason: new Int32Array(count),
    tries: new Uint16Array(count),
    host: new Int32Array(count).fill(NONE),
    waitedMs: new Float64Array(count).fill(NaN),
    tookMs: new Float64Array(count).fill(NaN),
  };
}
