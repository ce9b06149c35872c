import { BACKWARD, HOP } from '#lib/base/hop.ts';
import { CANCELLED, CONNECTION_REFUSED, ERROR, OK, outcomes, PARTITIONED } from '#lib/base/outcomes.ts';
import { GO, OP, PARK, REFUSE } from './contract.ts';
import { ORDER, RECORD } from './events.ts';
import { NONE, ROLE, STAGE, type Frame } from './frames.ts';
import { CUT, type Geography } from './geography.ts';
import { REACH } from './levers.ts';
import type { Port } from './port.ts';
import type { Instance, Simulation } from './simulation.ts';

/** What a message looks like on its way out, by OP. */
export const SHAPE_OF_OP = [
  HOP.request,
  HOP.request,
  HOP.heartbeat,
  HOP.heartbeat,
  HOP.heartbeat,
  HOP.lookup,
  HOP.watch,
  HOP.probe,
  HOP.forward,
  HOP.watch,
];

/** The queue reaches 71 minutes ahead. */
const LONGEST_MICROS = 4_200_000_000;

const SHAPE_OF_OUTCOME = outcomes.map((info) => HOP[info.family]);

/** Messages on wires, and the callee's side of a call: delivery, the answer, and what became of its asker. */
export class Messages {
  constructor(private readonly sim: Simulation) {}

  /** Tells the caller that holds a copy: a one-way message against the direction of its registry edge. */
  notify(registryPort: Port, forPort: number, roster: number): void {
    const frames = this.sim.frames;
    const notice = frames.take();
    frames.role[notice] = ROLE.notice;
    frames.callee[notice] = registryPort.host;
    frames.port[notice] = registryPort.index;
    frames.source[notice] = NONE;
    frames.payload[notice] = forPort;
    frames.result[notice] = roster;
    this.send(notice, STAGE.inbound, HOP.notice + BACKWARD);
  }

  /** Puts a frame on its port's wire; it may get lost there. */
  send(frame: Frame, stage: number, shape: number): void {
    const { frames, ports, geography } = this.sim;
    const port = ports[frames.port[frame]];
    const micros = port.wire.delayMicros();
    if (geography !== null) this.sendAcross(geography, port, frame, stage, shape, micros);
    else if (port.wire.loses()) this.lose(port, frame, shape, micros);
    else this.depart(port, frame, stage, shape, micros);
  }

  /** Where hosts stand somewhere: it is further, or cut off. */
  private sendAcross(
    geography: Geography,
    port: Port,
    frame: Frame,
    stage: number,
    shape: number,
    wireMicros: number,
  ): void {
    const { frames } = this.sim;
    const other = frames.role[frame] === ROLE.notice ? port.endpoints.first : frames.callee[frame];
    const micros = Math.min(LONGEST_MICROS, wireMicros + geography.extraMicros(port.host, other));
    const cut = geography.cutBetween(port.host, other);
    const isOnItsWay = stage === STAGE.outbound;
    if (port.wire.loses() || cut === CUT.drop || (cut === CUT.reject && !isOnItsWay)) {
      this.lose(port, frame, shape, micros);
    } else if (cut === CUT.reject) this.reject(frame, port, micros);
    else this.depart(port, frame, stage, shape, micros);
  }

  private depart(port: Port, frame: Frame, stage: number, shape: number, micros: number): void {
    this.hop(port, shape, micros, frame);
    this.sim.frames.stage[frame] = stage;
    this.sim.queue.pushAfter(micros, ORDER.messages, frame);
  }

  private lose(port: Port, frame: Frame, shape: number, micros: number): void {
    this.hop(port, HOP.lost + (shape & BACKWARD), micros, frame);
    this.sim.frames.over(frame);
  }

  /** A partition says no: the caller is told after one way. Answers and notices are lost there, for nobody waits for a word of them. */
  private reject(visit: Frame, port: Port, micros: number): void {
    const { frames } = this.sim;
    frames.status[visit] = frames.reason[visit] = PARTITIONED;
    this.depart(port, visit, STAGE.inbound, HOP.lost, micros);
  }

  /** Tells the record of a message, if anyone listens. */
  hop(port: Port, shape: number, micros: number, frame: Frame): void {
    if (this.sim.sink.wantsHops) this.tellHop(port, shape, micros, frame);
  }

  private tellHop(port: Port, shape: number, micros: number, frame: Frame): void {
    const now = this.sim.queue.now;
    const frames = this.sim.frames;
    const drawn = port.reversed ? shape ^ BACKWARD : shape;
    this.sim.sink.hop(port.wire.index, now, now + micros, drawn, frames.source[frame], frames.ordinal[frame]);
  }

  /** An answer, or a notice, reached the caller. */
  comeBack(frame: Frame): void {
    const { frames, calls } = this.sim;
    switch (frames.role[frame]) {
      case ROLE.call:
        frames.stage[frame] = STAGE.open;
        calls.settle(frame, frames.reason[frame]);
        break;
      case ROLE.left:
        this.tooLate(frame);
        break;
      case ROLE.reset:
        this.broken(frame);
        break;
      default:
        this.noticed(frame);
    }
  }

  /** The word that the callee's process is gone reached the caller. */
  private broken(word: Frame): void {
    const { frames, calls } = this.sim;
    const call = frames.parent[word];
    const waits = frames.gen[call] === frames.parentGen[word] && frames.role[call] === ROLE.call;
    if (!waits) return this.tooLate(word);
    const reason = frames.reason[word];
    frames.free(word);
    calls.settle(call, reason);
  }

  private noticed(notice: Frame): void {
    const { frames, ports, levers } = this.sim;
    if (levers.down[ports[frames.port[notice]].host] === REACH.serves) {
      ports[frames.payload[notice]].resolver?.noticed(frames.result[notice]);
    }
    frames.free(notice);
  }

  /** Nobody waits for this answer any more. */
  private tooLate(visit: Frame): void {
    const { frames, ports, counters, digest, instances } = this.sim;
    counters.late[ports[frames.port[visit]].wire.index]++;
    const source = frames.source[visit];
    if (source !== NONE) {
      digest.add(RECORD.late, instances[source].hash, frames.ordinal[visit], frames.status[visit]);
    }
    frames.over(visit);
  }

  /** A call reached the address of its callee. */
  deliver(visit: Frame): void {
    const { frames, counters, levers, instances, queue } = this.sim;
    const host = frames.callee[visit];
    if (levers.down[host] !== REACH.serves) return this.nobodyServes(visit);
    const instance = instances[host];
    frames.stage[visit] = STAGE.held;
    frames.arrived[visit >> 1] = queue.now;
    frames.passed[visit] = 0;
    if (frames.op[visit] > OP.message) return this.takeControl(visit, instance);
    counters.taken[instance.node]++;
    if (frames.deadline[visit >> 1] <= queue.now) this.reply(visit, CANCELLED);
    else this.takeIn(visit, instance, 0);
  }

  private takeControl(visit: Frame, instance: Instance): void {
    const { frames, queue } = this.sim;
    if (frames.deadline[visit >> 1] <= queue.now) return this.reply(visit, CANCELLED);
    if (frames.op[visit] === OP.probe) return this.reply(visit, OK);
    frames.layer[visit] = 0;
    instance.behaviour.visit(visit);
  }

  /** What becomes of a message at an address where nobody serves. */
  private nobodyServes(visit: Frame): void {
    const { frames, counters, levers, hangs, queue } = this.sim;
    const host = frames.callee[visit];
    if (frames.op[visit] <= OP.message) counters.ghostCall(host, queue.now);
    if (levers.down[host] === REACH.refuses) this.reply(visit, CONNECTION_REFUSED);
    else if (levers.down[host] === REACH.hangs) hangs.knock(visit);
    else frames.over(visit);
  }

  /** Passes the intake's gates, from one on, and comes into the instance's hands. */
  private takeIn(visit: Frame, instance: Instance, from: number): void {
    const { frames } = this.sim;
    const { intake } = instance;
    for (let at = from; at < intake.length; at++) {
      frames.layer[visit] = frames.intake + at;
      frames.passed[visit] = at;
      const verdict = intake[at].gate.enter(visit);
      if (verdict === GO) continue;
      if (verdict === PARK) frames.stage[visit] = STAGE.parked;
      else this.turnAway(visit, verdict);
      return;
    }
    frames.passed[visit] = intake.length;
    frames.layer[visit] = 0;
    instance.behaviour.visit(visit);
  }

  private turnAway(visit: Frame, verdict: number): void {
    this.leaveIntake(visit, verdict - REFUSE);
    this.reply(visit, verdict - REFUSE);
  }

  private leaveIntake(visit: Frame, reason: number): void {
    const { frames } = this.sim;
    const { intake } = this.sim.instances[frames.callee[visit]];
    frames.status[visit] = this.sim.reasons.outcome[reason];
    frames.reason[visit] = reason;
    for (let at = frames.passed[visit] - 1; at >= 0; at--) {
      frames.layer[visit] = frames.intake + at;
      intake[at].gate.leave(visit);
    }
  }

  /** A visit that a gate of the intake kept goes on (GO), or is turned away. */
  resume(visit: Frame, verdict: number): void {
    const { frames, calls, instances } = this.sim;
    calls.undelay(visit);
    frames.stage[visit] = STAGE.held;
    if (verdict === GO) this.takeIn(visit, instances[frames.callee[visit]], frames.passed[visit] + 1);
    else this.turnAway(visit, verdict);
  }

  /** The delay of a visit that a gate keeps is over. */
  due(visit: Frame): void {
    const { frames, instances } = this.sim;
    const gate = instances[frames.callee[visit]].intake[frames.passed[visit]].gate;
    const verdict = gate.waited === undefined ? GO : gate.waited(visit);
    if (verdict !== PARK) this.resume(visit, verdict);
  }

  /** A behaviour answers a visit, once. An ok may still become an error by the fail-share lever. */
  answer(visit: Frame, reason: number): void {
    const { frames, levers } = this.sim;
    const host = frames.callee[visit];
    const told = reason === OK && levers.failShare[host] > 0 ? this.mayFail(host) : reason;
    if (frames.passed[visit] > 0) this.leaveIntake(visit, told);
    if (levers.down[host] === REACH.hangs) this.sim.hangs.keep(visit, told);
    else this.reply(visit, told);
  }

  /** What the fail-share lever makes of an ok. */
  private mayFail(host: number): number {
    const { levers, instances } = this.sim;
    return instances[host].faults.chance(levers.failShare[host]) ? ERROR : OK;
  }

  /** Sends a visit's answer on its way, as it is. */
  reply(visit: Frame, reason: number): void {
    const { frames, counters } = this.sim;
    const outcome = this.sim.reasons.outcome[reason];
    frames.status[visit] = outcome;
    frames.reason[visit] = reason;
    const instance = this.sim.instances[frames.callee[visit]];
    let shape: number = SHAPE_OF_OUTCOME[outcome];
    if (frames.op[visit] <= OP.message) {
      if (outcome === OK) counters.ok[instance.node]++;
      else counters.bad[instance.node]++;
      this.sim.digest.add(RECORD.answered, instance.hash, frames.ordinal[visit], outcome);
    } else if (outcome === OK) shape = SHAPE_OF_OP[frames.op[visit]];
    this.send(visit, STAGE.inbound, shape + BACKWARD);
  }
}
