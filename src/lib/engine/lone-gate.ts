import { Build } from './build.ts';
import { OP, PARK, REFUSE, type Gate } from './contract.ts';
import { NONE, ROLE, STAGE, type Frame } from './frames.ts';
import { Host } from './host.ts';
import { instanceLife } from './instance-life.ts';
import { Life, atOnce, rulesOf } from './life.ts';
import { loneEndpoints } from './lone-endpoints.ts';
import { Port } from './port.ts';
import { Stream } from './random/stream.ts';
import { silent } from './sink.ts';
import { Simulation } from './simulation.ts';
import { Wire } from './wire.ts';

/**
 * One gate with a clock and calls, and nothing around it: how a policy is tried against a table or a recording. An
 * admitted call stays within until it is told to end.
 */
export class LoneGate {
  readonly sim = new Simulation({ nodes: 1, hosts: 1, edges: 1, layers: 2 }, silent);
  readonly gate: Gate;
  /** Told of every call that was let in, at once or later, and of every call that ended or was refused. */
  onAdmitted: (call: Frame) => void = () => undefined;
  onEnded: (call: Frame) => void = () => undefined;
  private readonly port: Port;
  /** The visit for which all calls are made: it says whose they are. */
  private readonly visit: Frame;
  private arrived: Frame = NONE;

  /** `epochMicros`: the wall clock at the start. */
  constructor(create: (build: Build<never>) => Gate, config: object, epochMicros = 0) {
    const { sim } = this;
    const place = { owner: 'e1', instance: 0, instances: ['caller'], seed: 1, epochMicros };
    const build = new Build(sim, config as never, new Host(sim, 0), place);
    const stream = Stream.in(sim.arena);
    const wire = new Wire(0, { meanMicros: 0, draw: () => 0 }, 0, stream, stream, sim.levers);
    this.port = new Port(0, 0, wire, 0, loneEndpoints(sim, 1), NONE, sim);
    this.port.lanes[1] = this.port.lanes[2] = NONE;
    sim.ports.push(this.port);
    this.gate = create(build);
    this.port.layers.push({ title: 'gate', gate: this.noting(this.gate), fork: null });
    this.port.layers.push({ title: 'callee', gate: this.callee(), fork: null });
    const { machine, concern } = instanceLife;
    const rules = rulesOf(instanceLife);
    sim.instances.push({
      node: 0,
      behaviour: { visit: () => undefined, answered: (_, call) => this.ended(call) },
      life: new Life(build.chart({ concern, machine, rules }), 0, instanceLife, atOnce),
      station: null,
      registrants: [],
      ports: [this.port],
      intake: [],
      faults: stream,
      hash: 0,
    });
    this.visit = sim.frames.take();
    sim.frames.role[this.visit] = ROLE.left;
    sim.frames.stage[this.visit] = STAGE.held;
  }

  /** State of its first chart. */
  get state(): string {
    const { table, mode } = this.sim.charts[0];
    return table.states[mode[0]];
  }

  /** A call arrives, of a client and for a path; NONE when it is refused at once. It may wait: `isWaiting`. */
  admit(client = 0, path = 0): Frame {
    const { frames } = this.sim;
    frames.source[this.visit] = client;
    frames.ordinal[this.visit]++;
    this.sim.calls.call(this.port, this.visit, OP.request, path);
    return this.arrived;
  }

  /** Whether the gate keeps this call. */
  isWaiting(call: Frame): boolean {
    const { stage, layer } = this.sim.frames;
    return stage[call] === STAGE.parked && layer[call] === 0;
  }

  /** An admitted call ends, with an outcome's code. */
  end(call: Frame, outcome: number): void {
    this.sim.calls.resume(call, REFUSE + outcome);
  }

  /** Lets time pass; what is due meanwhile happens. */
  wait(micros: number): void {
    const idle = this.sim.owners.push({ timer: () => undefined }) - 1;
    const until = this.sim.now + micros;
    this.sim.after(idle, micros, 0, ARRIVALS);
    this.sim.run(until + 1);
  }

  private ended(call: Frame): void {
    if (this.arrived === call) this.arrived = NONE;
    this.onEnded(call);
  }

  private noting(gate: Gate): Gate {
    return {
      enter: (call) => {
        this.arrived = call;
        return gate.enter(call);
      },
      leave: (call) => gate.leave(call),
      withdraw: (call) => gate.withdraw?.(call),
      ...(gate.waited && { waited: (call: Frame) => gate.waited!(call) }),
      reset: () => gate.reset(),
      explain: () => gate.explain(),
    };
  }

  /** Where admitted calls stay. */
  private callee(): Gate {
    return {
      enter: (call) => {
        this.onAdmitted(call);
        return PARK;
      },
      leave: () => undefined,
      reset: () => undefined,
      explain: () => [],
    };
  }
}

const ARRIVALS = 3;
