import { assert } from '#lib/base/assert.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import { Build } from './build.ts';
import { GO, OP, PARK, type Balancer, type Fork, type Gate } from './contract.ts';
import { NONE, ROLE, type Frame } from './frames.ts';
import { Host } from './host.ts';
import { instanceLife } from './instance-life.ts';
import { LEVER } from './levers.ts';
import { Life, atOnce, rulesOf } from './life.ts';
import { Line, LINE_STATE } from './line.ts';
import { loneEndpoints } from './lone-endpoints.ts';
import { Port, type GateLayer, type Layer } from './port.ts';
import { Stream } from './random/stream.ts';
import { silent } from './sink.ts';
import { Simulation } from './simulation.ts';
import { Wire } from './wire.ts';

/** The callee's host number. */
export const ECHO = 1;

/** A caller (host 0) with a chain, and a callee (host 1) with an intake, 1 ms apart; what happens is written down. */
export class LoneChain {
  readonly sim = new Simulation({ nodes: 2, hosts: 2, edges: 1, layers: 4 }, silent);
  readonly log: string[] = [];
  /** Visits in the callee's hands, in order of arrival. */
  readonly visits: Frame[] = [];
  readonly host = new Host(this.sim, 0);
  readonly port: Port;
  private readonly intake: GateLayer[] = [];

  constructor(balancer: Balancer | null = null) {
    const { sim } = this;
    const stream = Stream.in(sim.arena);
    const wire = new Wire(
      0,
      { meanMicros: 1 * MICROS_PER_MS, draw: () => 1 * MICROS_PER_MS },
      0,
      stream,
      stream,
      sim.levers,
    );
    const endpoints = loneEndpoints(sim, 2);
    endpoints.set([ECHO]);
    this.port = new Port(0, 0, wire, 1, endpoints, NONE, sim);
    this.port.lanes.length = 0;
    this.port.balancer = balancer;
    this.port.watched = balancer?.ended !== undefined;
    sim.ports.push(this.port);
    const place = { owner: 'n', instance: 0, instances: ['caller', 'callee'], seed: 1 };
    const { machine, concern } = instanceLife;
    const rules = rulesOf(instanceLife);
    const chart = new Build(sim, null, this.host, place).chart({ concern, machine, rules });
    const life = (subject: number) => new Life(chart, subject, instanceLife, atOnce);
    const rest = { station: null, registrants: [], faults: stream };
    sim.instances.push({
      ...rest,
      node: 0,
      behaviour: {
        visit: () => undefined,
        answered: (_, call) => this.note('ended', sim.frames.status[call]),
      },
      life: life(0),
      ports: [this.port],
      intake: [],
      hash: 0,
    });
    sim.instances.push({
      ...rest,
      node: 1,
      behaviour: { visit: (visit) => void this.visits.push(visit) },
      life: life(1),
      ports: [],
      intake: this.intake,
      hash: 1,
    });
  }

  /** Layers, outermost first; a number in between is the time-out in ms that begins there. */
  chain(...parts: (Gate | Fork | number)[]): this {
    for (const part of parts) {
      if (typeof part === 'number') {
        this.port.lanes[this.port.layers.length] = this.sim.lanes.lane(part * MICROS_PER_MS);
      } else this.port.layers.push(layerOf(part));
    }
    for (let at = 0; at <= this.port.layers.length; at++) this.port.lanes[at] ??= NONE;
    return this;
  }

  guard(...gates: Gate[]): this {
    this.intake.push(...gates.map((gate): GateLayer => ({ title: 'intake', gate, fork: null })));
    return this;
  }

  call(): void {
    this.sim.calls.call(this.port, NONE, OP.request, 0);
  }

  answer(nth: number, reason = OK): void {
    this.sim.messages.answer(this.visits[nth], reason);
  }

  wait(micros: number): this {
    const idle = this.sim.owners.push({ timer: () => undefined }) - 1;
    const until = this.sim.now + micros;
    this.sim.after(idle, micros, 0, 3);
    this.sim.run(until + 1);
    return this;
  }

  note(...words: (string | number)[]): void {
    this.log.push(words.join(' '));
  }

  crash(host: number): void {
    this.sim.script.set([
      { atMicros: this.sim.now + 1, hosts: [host], edges: [], lever: LEVER.down, value: 1, hash: 0 },
    ]);
    this.wait(1);
  }

  /** Frames that are not free. */
  get live(): number {
    return this.frames.length;
  }

  /** Calls and tries that are not free. */
  get liveCalls(): number {
    return this.frames.filter((f) => this.sim.frames.role[f] === ROLE.call).length;
  }

  private get frames(): Frame[] {
    return [...this.sim.frames.inUse()];
  }
}

function layerOf(part: Gate | Fork): Layer {
  return 'enter' in part
    ? { title: 'gate', gate: part, fork: null }
    : { title: 'fork', gate: null, fork: part };
}

/** A gate that notes what it sees; `verdict` decides. */
export function notingGate(
  world: LoneChain,
  name: string,
  verdict: (call: Frame) => number = () => GO,
): Gate & { kept: Line } {
  const kept = new Line(world.sim.frames, world.sim.arena.i32(LINE_STATE));
  return {
    kept,
    enter: (call) => {
      world.note(name, 'enter');
      const decided = verdict(call);
      if (decided === PARK) kept.push(call);
      return decided;
    },
    leave: (call) => world.note(name, 'leave', world.sim.frames.status[call]),
    withdraw: (call) => {
      world.note(name, 'withdraw');
      assert(kept.remove(call), 'who is withdrawn was parked here');
    },
    reset: () => kept.clear(),
    explain: () => [],
  };
}

/** A fork that begins so many tries at once; concludes with the first good answer, or when all have failed. */
export function notingFork(world: LoneChain, name: string, width: number, most = width): Fork {
  const { host } = world;
  return {
    open: (call) => {
      for (let i = 0; i < width; i++) host.attempt(call);
    },
    answered: (call, attempt) => {
      const { status, reason, tries, payload, child } = host.frames;
      world.note(name, 'answered', payload[attempt], status[attempt]);
      if (status[attempt] === OK) host.conclude(call, reason[attempt]);
      else if (tries[call] < most) host.delay(call, 10 * MICROS_PER_MS);
      else if (child[call] === NONE) host.conclude(call, reason[attempt]);
    },
    due: (call) => host.attempt(call),
    withdraw: () => world.note(name, 'withdraw'),
    reset: () => undefined,
    explain: () => [],
  };
}
