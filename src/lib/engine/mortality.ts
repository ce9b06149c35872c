import { RESET } from '#lib/base/outcomes.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import { ORDER } from './events.ts';
import { NONE, ROLE, STAGE, type Frame } from './frames.ts';
import { REACH } from './levers.ts';
import type { Simulation } from './simulation.ts';

/** How instances come, die and come back, and what becomes of the work that was in their hands. */
export class Mortality {
  private readonly startTimers: Int32Array;
  private readonly owner: number;

  constructor(
    private readonly sim: Simulation,
    hosts: number,
  ) {
    this.startTimers = sim.arena.i32(hosts).fill(NONE);
    this.owner = sim.owners.push({ timer: (host) => this.started(host) }) - 1;
  }

  /** The process is gone at once: nobody is told, and who connects is refused. */
  crash(host: number): void {
    if (!this.sim.instances[host].life.step('crashed')) return;
    this.end(host, REACH.refuses);
    this.sim.instances[host].registrants.forEach((registrant) => registrant.crashed(false));
  }

  /** The machine is gone with the process: who connects hears nothing, and nor does who waits for an answer. */
  lose(host: number): void {
    const { life } = this.sim.instances[host];
    if (life.step('lost') || life.step('crashed')) this.end(host, REACH.silent);
    // Of a process that was gone already the machine still refused connections.
    else if (this.sim.levers.down[host] === REACH.refuses) this.sim.levers.down[host] = REACH.silent;
    else return;
    this.sim.instances[host].registrants.forEach((registrant) => registrant.crashed(true));
    this.tellOfLoss(host);
  }

  /** It was asked to stop, and has: nothing to deregister any more. */
  exit(host: number, tookMicros: number): void {
    if (!this.sim.instances[host].life.step('exited', tookMicros / MICROS_PER_S)) return;
    this.end(host, REACH.refuses);
    this.sim.instances[host].registrants.forEach((registrant) => registrant.crashed(false));
  }

  /** The process starts again, in place; it accepts connections when its start-up time is over. */
  restart(host: number): void {
    const { life } = this.sim.instances[host];
    if (!life.step('restarted', life.pace.startMicros / MICROS_PER_S)) return;
    this.sim.levers.down[host] = REACH.refuses;
    this.begin(host);
  }

  /** A new instance at an address where nobody stands. */
  create(host: number): void {
    const { life } = this.sim.instances[host];
    if (!life.step('created', life.pace.startMicros / MICROS_PER_S)) return;
    this.sim.levers.down[host] = REACH.refuses;
    this.begin(host);
  }

  /** The address of one that is down is given up: nobody answers there, not even to refuse. */
  vacate(host: number): void {
    if (!this.sim.instances[host].life.step('vacated')) return;
    this.sim.levers.down[host] = REACH.silent;
    this.tellOfLoss(host);
  }

  private tellOfLoss(host: number): void {
    const { instances } = this.sim;
    for (const { endpoints } of instances[host].ports)
      instances[endpoints.first].behaviour.machineLost?.(host);
  }

  /** The instance is up, with nothing remembered. */
  wake(host: number): void {
    const { sim } = this;
    const instance = sim.instances[host];
    sim.levers.down[host] = REACH.serves;
    for (const { gate } of instance.intake) gate.reset();
    for (const port of instance.ports) {
      for (const { gate, fork } of port.layers) (gate ?? fork).reset();
      // A balancer may be told of the endpoints at once: first it forgets its calls, which are gone.
      port.balancer?.reset();
      port.endpoints.clear();
      port.ejector?.reset();
      port.resolver?.reset();
      sim.probers[port.index]?.reset();
    }
    for (const registrant of instance.registrants) registrant.started();
    instance.behaviour.started?.();
  }

  private begin(host: number): void {
    const { life } = this.sim.instances[host];
    if (life.up) this.wake(host);
    else this.startTimers[host] = this.sim.after(this.owner, life.pace.startMicros, host, ORDER.timers);
  }

  private started(host: number): void {
    this.startTimers[host] = NONE;
    const { life } = this.sim.instances[host];
    if (life.step('started', life.pace.startMicros / MICROS_PER_S)) this.wake(host);
  }

  private end(host: number, reach: number): void {
    const { sim } = this;
    const instance = sim.instances[host];
    sim.levers.down[host] = reach;
    sim.counters.forgetGhost(host);
    if (this.startTimers[host] !== NONE) sim.timers.cancel(this.startTimers[host], this.owner);
    this.startTimers[host] = NONE;
    sim.hangs.end(host, reach === REACH.refuses);
    sim.stops.forget(host);
    instance.station?.clear();
    for (const port of instance.ports) {
      sim.probers[port.index]?.stop();
      port.resolver?.stop?.();
    }
    this.dropCallsOf(host);
    this.endVisitsAt(host, reach === REACH.refuses);
    this.forgetKept(host);
    instance.behaviour.crashed?.();
  }

  /** The dead process waits for nothing any more; what it asked for goes on elsewhere and comes back late. */
  private dropCallsOf(host: number): void {
    const { frames, lanes, instances, calls, ports } = this.sim;
    for (const f of frames.inUse()) {
      if (frames.role[f] !== ROLE.call || ports[frames.port[f]].host !== host) continue;
      lanes.cancel(f);
      if (frames.callee[f] === NONE) calls.undelay(f);
      calls.forgetDeadline(f);
      frames.leave(f);
    }
    for (const { parked, resuming } of instances[host].ports) {
      parked.clear();
      resuming.clear();
    }
  }

  /**
   * Gates and balancers that keep frames forget them with the process, not only when it wakes: a timer of theirs that
   * fires in between must find nobody to resume.
   */
  private forgetKept(host: number): void {
    const { ports, intake } = this.sim.instances[host];
    for (const { gate } of intake) if (gate.withdraw !== undefined) gate.reset();
    for (const { layers, balancer } of ports) {
      for (const { gate } of layers) if (gate?.withdraw !== undefined) gate.reset();
      if (balancer?.withdraw !== undefined) balancer.reset();
    }
  }

  /** Whoever waits for an answer of the dead process sees the connection reset, if there is a machine left to say so. */
  private endVisitsAt(host: number, told: boolean): void {
    const { frames, calls, messages } = this.sim;
    const inHand = [...frames.inUse()].filter((f) => this.sim.isInHand(f, host));
    // As they came, for that does not hang on which frames happened to be free.
    inHand.sort((one, other) => frames.arrived[one >> 1] - frames.arrived[other >> 1]);
    for (const f of inHand) {
      calls.undelay(f);
      const isAtWork = frames.stage[f] === STAGE.working;
      if (isAtWork) frames.stage[f] = STAGE.tombstone;
      if (told) messages.reply(isAtWork ? this.resetOf(f) : f, RESET);
      else if (!isAtWork) frames.over(f);
    }
  }

  /** What was at work waits for its completion event, so that the word of its end travels in a frame of its own. */
  private resetOf(visit: Frame): Frame {
    const { frames } = this.sim;
    const word = frames.take();
    frames.role[word] = ROLE.reset;
    frames.parent[word] = visit;
    frames.parentGen[word] = frames.gen[visit];
    for (const column of [frames.callee, frames.port, frames.source, frames.ordinal, frames.op]) {
      column[word] = column[visit];
    }
    return word;
  }
}
