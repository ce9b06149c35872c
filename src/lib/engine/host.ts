import { assert } from '#lib/base/assert.ts';
import { OP, PARK, type Verdict } from './contract.ts';
import { ORDER } from './events.ts';
import { NONE, type Frame, type Frames } from './frames.ts';
import { CUT } from './geography.ts';
import { REACH } from './levers.ts';
import type { Port } from './port.ts';
import type { Roster } from './rosters.ts';
import type { Simulation } from './simulation.ts';
import type { Timer } from './timers.ts';

/** The world as one policy or behaviour sees it: its own timers, and the engine's verbs. */
export class Host {
  private owner = -1;

  constructor(
    private readonly sim: Simulation,
    /** The host number it belongs to. */
    readonly self: number,
  ) {}

  /** Whose `timer` is to be called; once, before the run begins. */
  wakes(owner: { timer(tag: number): void }): void {
    this.owner = this.sim.owners.push(owner) - 1;
  }

  /** Simulated micros since the start of the run. */
  get now(): number {
    return this.sim.queue.now;
  }

  /** Whether its process hangs: whatever its own loop should do is not done. */
  get hangs(): boolean {
    return this.sim.levers.down[this.self] === REACH.hangs;
  }

  /** Whether no partition lies between here and another host. */
  reaches(other: number): boolean {
    const { geography } = this.sim;
    return geography === null || geography.cutBetween(this.self, other) === CUT.none;
  }

  get frames(): Frames {
    return this.sim.frames;
  }

  /** What this layer noted of the call. Valid inside its own methods. */
  stamp(call: Frame): number {
    const frames = this.sim.frames;
    return frames.stamps[call + frames.layer[call]];
  }

  mark(call: Frame, stamp: number): void {
    const frames = this.sim.frames;
    frames.stamps[call + frames.layer[call]] = stamp;
  }

  /** Calls `timer(tag)` in so many whole micros, before the messages of that microsecond. */
  after(micros: number, tag: number): Timer {
    return this.wakeAfter(micros, tag, ORDER.timers);
  }

  /** The same for arrivals of new work, which come after all else within their microsecond. */
  arriveAfter(micros: number, tag: number): Timer {
    return this.wakeAfter(micros, tag, ORDER.arrivals);
  }

  cancel(timer: Timer): void {
    this.sim.timers.cancel(timer, this.owner);
  }

  /** Makes a call for a visit, or as a root of its own (`parent` NONE). */
  call(port: Port, parent: Frame, op: number, path: number): void {
    this.sim.calls.call(port, parent, op, path);
  }

  control(port: Port, op: number, payload: number): void {
    this.sim.calls.control(port, op, payload);
  }

  /** A question that may be held for long: with a time-out of its own, and with what the asker knows already. */
  poll(port: Port, op: number, payload: number, known: number, lane: number): void {
    this.sim.calls.control(port, op, payload, NONE, known, lane);
  }

  /** Asks another registry, in the stead of who sent this visit; the answer comes back as `answered`. */
  forward(port: Port, visit: Frame, lane = port.lane): void {
    const { payload, path } = this.sim.frames;
    this.sim.calls.control(port, OP.forward, payload[visit], visit, path[visit], lane);
  }

  /** For a checker that also watches traffic: the next probe of the callee's instance comes within so many micros. */
  probeWithin(port: number, slot: number, micros: number): void {
    this.sim.probers[port]?.sooner(slot, micros);
  }

  answer(visit: Frame, reason: number): void {
    this.sim.messages.answer(visit, reason);
  }

  /** A frame that a gate or balancer kept goes on (GO), or is refused. */
  resume(frame: Frame, verdict: Verdict): void {
    if (this.sim.frames.callee[frame] !== NONE) this.sim.messages.resume(frame, verdict);
    else this.sim.calls.resume(frame, verdict);
  }

  /**
   * For a gate (`waited`) or fork (`due`): wakes it for this frame in so many whole micros. A frame has one delay, which ends with
   * `resume`, or when the frame does; a second call sets it anew. A gate may return this as its verdict.
   */
  delay(frame: Frame, micros: number): Verdict {
    this.sim.calls.delay(frame, micros);
    return PARK;
  }

  /** For a fork: forgets the delay of its call. */
  undelay(call: Frame): void {
    this.sim.calls.undelay(call);
  }

  /** For a fork: begins another try of its call. The try may end before this returns. */
  attempt(call: Frame): void {
    this.sim.calls.attempt(call);
  }

  /** For a fork: its call ends so; tries under way are given up. */
  conclude(call: Frame, reason: number): void {
    this.sim.calls.settle(call, reason);
  }

  /**
   * For a fork: a try under way ends for this reason, and comes back as answered. For a gate: a call that it let in ends so for
   * its caller, and leaves.
   */
  giveUp(attempt: Frame, reason: number): void {
    this.sim.calls.giveUp(attempt, reason);
  }

  /** For whoever looks after a process on its machine: starts it again, in place, if it is down. */
  restart(): void {
    this.sim.mortality.restart(this.self);
  }

  /** Whoever keeps the number of instances looks again. */
  readinessChanged(): void {
    this.sim.fleets[this.sim.instances[this.self].node]?.stir();
  }

  resumeParked(port: Port, verdict: Verdict): void {
    this.sim.calls.resumeParked(port, verdict);
  }

  /** Asks for one call, which waits for this port's endpoints, and for nobody else. */
  askFor(call: Frame, registry: Port, op: number, payload: number): void {
    this.sim.calls.control(registry, op, payload, call);
  }

  /** What was asked for one call has an answer: it goes on (GO), or is refused; unless it was given up meanwhile. */
  resumeFor(question: Frame, port: Port, verdict: Verdict): void {
    this.sim.calls.resumeFor(question, port, verdict);
  }

  notify(registryPort: Port, forPort: number, roster: number): void {
    this.sim.messages.notify(registryPort, forPort, roster);
  }

  port(index: number): Port {
    return this.sim.ports[index];
  }

  publish(hosts: Roster): number {
    return this.sim.rosters.publish(hosts);
  }

  roster(number: number): Roster {
    return this.sim.rosters.read(number);
  }

  private wakeAfter(micros: number, tag: number, order: number): Timer {
    assert(this.owner >= 0, 'who sets a timer has said with `wakes` whom it wakes');
    return this.sim.after(this.owner, micros, tag, order);
  }
}
