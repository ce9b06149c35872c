import { Build } from './build.ts';
import { GO, type Gate } from './contract.ts';
import { NONE, type Frame } from './frames.ts';
import { Host } from './host.ts';
import { silent } from './sink.ts';
import { Simulation } from './simulation.ts';

/** One gate with a clock and calls, and nothing around it: how a policy is tried against a table or a recording. */
export class LoneGate {
  readonly sim = new Simulation({ nodes: 1, hosts: 1, edges: 1, gates: 1 }, silent);
  readonly gate: Gate;

  constructor(create: (build: Build<never>) => Gate, config: object) {
    const place = { owner: 'e1', instance: 0, instances: ['caller'], seed: 1 };
    this.gate = create(new Build(this.sim, config as never, new Host(this.sim, 0), place));
  }

  /** State of its first chart. */
  get state(): string {
    const { table, mode } = this.sim.charts[0];
    return table.states[mode[0]];
  }

  /** A call arrives; NONE when it is refused. */
  admit(): Frame {
    const { frames } = this.sim;
    const call = frames.take();
    frames.layer[call] = 0;
    if (this.gate.enter(call) === GO) return call;
    frames.free(call);
    return NONE;
  }

  /** An admitted call ends, with an outcome's code. */
  end(call: Frame, outcome: number): void {
    const { frames } = this.sim;
    frames.layer[call] = 0;
    frames.status[call] = outcome;
    this.gate.leave(call);
    frames.free(call);
  }

  /** Lets time pass; what is due meanwhile happens. */
  wait(micros: number): void {
    const idle = this.sim.owners.push({ timer: () => undefined }) - 1;
    const until = this.sim.now + micros;
    this.sim.after(idle, micros, 0, ARRIVALS);
    this.sim.run(until + 1);
  }
}

const ARRIVALS = 3;
