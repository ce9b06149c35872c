import { MICROS_PER_S } from '#lib/base/time.ts';
import { OP } from './contract.ts';
import { Build } from './build.ts';
import { NONE, ROLE, STAGE, type Frame } from './frames.ts';
import { Host } from './host.ts';
import type { Endpoints } from './endpoints.ts';
import { loneEndpoints } from './lone-endpoints.ts';
import { Simulation } from './simulation.ts';
import { silent } from './sink.ts';

/** Some hosts that are not there, for a balancer, ejector or checker to be tried on, with a clock and calls. */
export class LoneHosts {
  readonly sim: Simulation;
  readonly endpoints: Endpoints;
  /** What the charts did so far: which subject, by which event, to which state, when in seconds. */
  readonly steps: { at: number; subject: number; event: string; to: string }[] = [];
  private readonly seed: number;

  /** All hosts are listed, if not told otherwise. */
  constructor(room: number, { seed = 1, listed = room } = {}) {
    const transition = (at: number, chart: number, subject: number, _: number, to: number, event: number) => {
      const { states, events } = this.sim.charts[chart].table;
      this.steps.push({ at: at / MICROS_PER_S, subject, event: events[event], to: states[to] });
    };
    this.sim = new Simulation({ nodes: 1, hosts: room, edges: 1, layers: 1 }, { ...silent, transition });
    this.endpoints = loneEndpoints(this.sim, room);
    this.endpoints.set(Array.from({ length: listed }, (_, slot) => slot));
    this.seed = seed;
  }

  build<C>(config: C): Build<C> {
    const place = { owner: 'e1', instance: 0, instances: ['caller'], seed: this.seed };
    return new Build(this.sim, config, new Host(this.sim, 0), place);
  }

  /** A call of some client's, for a path, not yet sent to anyone. */
  call(client = 0, path = 0): Frame {
    const { frames } = this.sim;
    const call = frames.take();
    frames.role[call] = ROLE.call;
    frames.stage[call] = STAGE.open;
    frames.op[call] = OP.request;
    frames.source[call] = client;
    frames.path[call] = path;
    frames.callee[call] = NONE;
    frames.tried[call] = 0;
    frames.born[call >> 1] = this.sim.now;
    return call;
  }

  /** Notes that a call goes to a host now. */
  send(call: Frame, host: number): Frame {
    const { frames } = this.sim;
    frames.callee[call] = host;
    frames.since[call >> 1] = this.sim.now;
    return call;
  }

  /** A sent call ends: the parts that watch are told. */
  end(call: Frame, outcome: number, watching: { ended?(call: Frame): void }): void {
    const { frames } = this.sim;
    frames.status[call] = frames.reason[call] = outcome;
    watching.ended?.(call);
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
