import { Build } from './build.ts';
import { OP, PARK, REFUSE, type Fork, type Gate } from './contract.ts';
import { NONE, type Frame } from './frames.ts';
import { Host } from './host.ts';
import { instanceLife } from './instance-life.ts';
import { Life, atOnce, rulesOf } from './life.ts';
import { loneEndpoints } from './lone-endpoints.ts';
import { Port } from './port.ts';
import { Stream } from './random/stream.ts';
import { silent } from './sink.ts';
import { Simulation } from './simulation.ts';
import { Wire } from './wire.ts';

/** A try that was begun, and when. */
export interface Begun {
  readonly attempt: Frame;
  readonly atMicros: number;
}

/** One fork with a clock, and a callee that answers when it is told to: how retries and hedges are tried alone. */
export class LoneFork {
  readonly sim = new Simulation({ nodes: 1, hosts: 1, edges: 1, layers: 2 }, silent);
  readonly fork: Fork;
  /** Every try begun so far, in order. */
  readonly begun: Begun[] = [];
  /** Reasons of the calls that ended, in order. */
  readonly ended: number[] = [];
  /** Ends a try at once when it begins, with this reason; NONE: it stays under way. */
  answer: (attempt: Frame) => number = () => NONE;
  private readonly port: Port;

  constructor(create: (build: Build<never>) => Fork, config: object, seed = 1) {
    const { sim } = this;
    const place = { owner: 'e1', instance: 0, instances: ['caller'], seed };
    const stream = Stream.in(sim.arena);
    const wire = new Wire(0, { meanMicros: 0, draw: () => 0 }, 0, stream, stream, sim.levers);
    this.port = new Port(0, 0, wire, 0, loneEndpoints(sim, 1), NONE, sim);
    this.port.lanes[1] = this.port.lanes[2] = NONE;
    sim.ports.push(this.port);
    this.fork = create(new Build(sim, config as never, new Host(sim, 0), place));
    this.port.layers.push({ title: 'retry', gate: null, fork: this.fork });
    this.port.layers.push({ title: 'callee', gate: this.callee(), fork: null });
    const { machine, concern } = instanceLife;
    const rules = rulesOf(instanceLife);
    const life = new Build(sim, null, new Host(sim, 0), place).chart({ concern, machine, rules });
    sim.instances.push({
      node: 0,
      behaviour: {
        visit: () => undefined,
        answered: (_, call) => this.ended.push(sim.frames.reason[call]),
      },
      life: new Life(life, 0, instanceLife, atOnce),
      station: null,
      registrants: [],
      ports: [this.port],
      intake: [],
      faults: stream,
      hash: 0,
    });
  }

  /** Times at which tries began, in ms. */
  get beganMs(): number[] {
    return this.begun.map(({ atMicros }) => atMicros / 1_000);
  }

  /** A call arrives; its first try is the newest of `begun`. Gives the call, which may have ended already. */
  call(): Frame {
    const before = this.begun.length;
    this.sim.calls.call(this.port, NONE, OP.request, 0);
    return this.begun.length > before ? this.sim.frames.parent[this.begun[before].attempt] : NONE;
  }

  /** Every try of one call fails at once for this reason: the waits between them, in ms. */
  waitsMs(reason: number, retryAfterMs = NONE): number[] {
    const from = this.begun.length;
    this.answer = (attempt) => {
      this.sim.frames.result[attempt] = retryAfterMs;
      return reason;
    };
    const calls = this.ended.length;
    this.call();
    for (let hours = 0; this.ended.length === calls && hours < 24; hours++) this.wait(3_600_000_000);
    const at = this.begun.slice(from).map(({ atMicros }) => atMicros);
    return at.slice(1).map((micros, i) => (micros - at[i]) / 1_000);
  }

  /** A call ends from outside, as an overall time-out ends it. */
  giveUp(call: Frame, reason: number): void {
    this.sim.calls.giveUp(call, reason);
  }

  /** The callee answers a try, perhaps with ms until a retry makes sense. */
  end(attempt: Frame, reason: number, retryAfterMs = NONE): void {
    this.sim.frames.callee[attempt] = 0;
    this.sim.frames.result[attempt] = retryAfterMs;
    this.sim.calls.resume(attempt, REFUSE + reason);
  }

  /** The newest try is answered. */
  endLast(reason: number, retryAfterMs = NONE): void {
    this.end(this.begun[this.begun.length - 1].attempt, reason, retryAfterMs);
  }

  /** The newest try is refused by the caller's own chain. */
  refuseLast(reason: number): void {
    this.sim.calls.resume(this.begun[this.begun.length - 1].attempt, REFUSE + reason);
  }

  /** Lets time pass; what is due meanwhile happens. */
  wait(micros: number): void {
    const idle = this.sim.owners.push({ timer: () => undefined }) - 1;
    const until = this.sim.now + micros;
    this.sim.after(idle, micros, 0, ARRIVALS);
    this.sim.run(until + 1);
  }

  private callee(): Gate {
    return {
      enter: (attempt) => {
        this.begun.push({ attempt, atMicros: this.sim.now });
        const reason = this.answer(attempt);
        if (reason === NONE) return PARK;
        this.sim.frames.callee[attempt] = 0;
        return REFUSE + reason;
      },
      leave: () => undefined,
      reset: () => undefined,
      explain: () => [],
    };
  }
}

const ARRIVALS = 3;
