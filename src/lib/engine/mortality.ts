import { RESET } from '#lib/base/outcomes.ts';
import { ORDER } from './events.ts';
import { NONE, ROLE, STAGE, type Frame } from './frames.ts';
import type { Simulation } from './simulation.ts';

/** How instances die and come back, and what becomes of the work that was in their hands. */
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

  /** The process is gone at once: nobody is told. */
  crash(host: number): void {
    const { sim } = this;
    const instance = sim.instances[host];
    if (!instance.life.crash()) return;
    sim.levers.down[host] = 1;
    if (this.startTimers[host] !== NONE) sim.timers.cancel(this.startTimers[host], this.owner);
    this.startTimers[host] = NONE;
    instance.station?.clear();
    for (const registrant of instance.registrants) registrant.crashed();
    for (const port of instance.ports) sim.probers[port.index]?.stop();
    this.dropCallsOf(host);
    this.resetVisitsAt(host);
    this.forgetKept(host);
    instance.behaviour.crashed?.();
  }

  /** The process starts again, in place; it accepts connections when its start-up time is over. */
  restart(host: number): void {
    const { life } = this.sim.instances[host];
    if (!life.restart()) return;
    if (life.up) this.wake(host);
    else this.startTimers[host] = this.sim.after(this.owner, life.startMicros, host, ORDER.timers);
  }

  /** The instance is up, with nothing remembered. */
  wake(host: number): void {
    const { sim } = this;
    const instance = sim.instances[host];
    sim.levers.down[host] = 0;
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

  private started(host: number): void {
    this.startTimers[host] = NONE;
    if (this.sim.instances[host].life.start()) this.wake(host);
  }

  /** The dead process waits for nothing any more; what it asked for goes on elsewhere and comes back late. */
  private dropCallsOf(host: number): void {
    const { frames, lanes, instances, calls } = this.sim;
    for (let f = 0; f < frames.used; f++) {
      const waits = frames.stage[f] === STAGE.open || frames.stage[f] === STAGE.parked;
      if (!waits || frames.host[f] !== host || frames.role[f] !== ROLE.call) continue;
      lanes.cancel(f);
      calls.undelay(f);
      calls.forgetDeadline(f);
      frames.free(f);
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

  /** Whoever waits for an answer of the dead process sees the connection reset. */
  private resetVisitsAt(host: number): void {
    const { frames } = this.sim;
    const used = frames.used;
    for (let f = 0; f < used; f++) {
      const stage = frames.stage[f];
      if (frames.host[f] !== host || frames.role[f] !== ROLE.visit) continue;
      const inHand = stage === STAGE.queued || stage === STAGE.working || stage === STAGE.held;
      if (!inHand && stage !== STAGE.parked) continue;
      this.sim.calls.undelay(f);
      this.sim.messages.reply(stage === STAGE.working ? this.entomb(f) : f, RESET);
    }
  }

  /** The slot of a visit at work must wait for its completion event; its answer travels in a fresh one. */
  private entomb(visit: Frame): Frame {
    const { frames } = this.sim;
    const copy = frames.take();
    frames.role[copy] = ROLE.visit;
    for (const column of [
      frames.parent,
      frames.parentGen,
      frames.host,
      frames.port,
      frames.source,
      frames.ordinal,
      frames.op,
      frames.payload,
      frames.result,
    ]) {
      column[copy] = column[visit];
    }
    frames.timer[copy] = NONE;
    frames.stage[visit] = STAGE.tombstone;
    return copy;
  }
}
