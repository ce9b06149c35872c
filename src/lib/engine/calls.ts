import { assert } from '#lib/base/assert.ts';
import { BACKWARD, HOP } from '#lib/base/hop.ts';
import { CANCELLED, NO_INSTANCE, TIMED_OUT } from '#lib/base/outcomes.ts';
import { GO, OP, PARK, QUEUED, REFUSE } from './contract.ts';
import { ORDER, RECORD } from './events.ts';
import { NONE, ROLE, STAGE, type Frame } from './frames.ts';
import { SHAPE_OF_OP } from './messages.ts';
import type { Port } from './port.ts';
import type { Simulation } from './simulation.ts';

/** The caller's side of a call: through the chain, to a host, and back with an outcome or none in time. */
export class Calls {
  private readonly owner: number;
  private readonly deadlines: number;

  constructor(private readonly sim: Simulation) {
    this.owner = sim.owners.push({ timer: (frame) => this.due(frame) }) - 1;
    this.deadlines = sim.owners.push({ timer: (call) => this.overdue(call) }) - 1;
  }

  /**
   * Makes a call from a port, for a visit or as a root (`parent` NONE). `op` is OP.request or OP.message.
   * The call may end before this returns.
   */
  call(port: Port, parent: Frame, op: number, path: number): void {
    const frames = this.sim.frames;
    const call = this.open(port, parent, op);
    frames.path[call] = path;
    if (parent === NONE) {
      frames.source[call] = port.host;
      frames.ordinal[call] = this.sim.counters.roots[port.host]++;
    } else {
      frames.source[call] = frames.source[parent];
      frames.ordinal[call] = frames.ordinal[parent];
      if (port.propagatesDeadline && frames.deadline[parent >> 1] < Infinity) {
        this.inherit(call, parent);
        return;
      }
    }
    this.advance(call, 0);
  }

  /** The call ends when what it is made for is of no use any more; if that is so already, it is not made (gRPC). */
  private inherit(call: Frame, visit: Frame): void {
    const { frames, queue } = this.sim;
    frames.deadline[call >> 1] = frames.deadline[visit >> 1];
    const left = frames.deadline[visit >> 1] - queue.now;
    if (left <= 0) return this.settle(call, TIMED_OUT);
    const timer = this.sim.after(this.deadlines, left, call, ORDER.timers);
    frames.deadlineTimer[call] = timer;
    this.advance(call, 0);
  }

  private overdue(call: Frame): void {
    this.sim.frames.deadlineTimer[call] = NONE;
    this.giveUp(call, TIMED_OUT);
  }

  /** Forgets a call's deadline, if its caller's is set. */
  forgetDeadline(call: Frame): void {
    const { deadlineTimer } = this.sim.frames;
    if (deadlineTimer[call] === NONE) return;
    this.sim.timers.cancel(deadlineTimer[call], this.deadlines);
    deadlineTimer[call] = NONE;
  }

  /** The first moment at which this try, or one of the calls that it is a try of, is given up. */
  private deadlineOf(call: Frame): number {
    const { frames, lanes } = this.sim;
    let deadline = Math.min(frames.deadline[call >> 1], lanes.deadlineOf(call));
    for (let f = call; frames.base[f] > 0;) {
      f = frames.parent[f];
      deadline = Math.min(deadline, frames.deadline[f >> 1], lanes.deadlineOf(f));
    }
    return deadline;
  }

  /** Sends a control message from a port; its answer, or failure, comes back to whoever the op belongs to. */
  control(
    port: Port,
    op: number,
    payload: number,
    parent: Frame = NONE,
    known = NONE,
    lane = op === OP.probe ? port.probeLane : port.lane,
  ): void {
    const call = this.open(port, parent, op);
    const { frames } = this.sim;
    frames.source[call] = NONE;
    frames.payload[call] = payload;
    frames.path[call] = known;
    if (parent !== NONE) frames.parentGen[call] = frames.gen[parent];
    this.sim.lanes.arm(lane, call);
    if (op === OP.probe) this.send(port, call, port.endpoints.first + payload);
    else this.connect(port, call);
  }

  /** A fork's call asks once more: the try passes the layers after the fork's own as a call of its own. */
  attempt(call: Frame): void {
    const frames = this.sim.frames;
    const port = this.sim.ports[frames.port[call]];
    const attempt = this.open(port, call, frames.op[call]);
    frames.path[attempt] = frames.path[call];
    frames.source[attempt] = frames.source[call];
    frames.ordinal[attempt] = frames.ordinal[call];
    frames.parentGen[attempt] = frames.gen[call];
    frames.base[attempt] = frames.layer[call] + 1;
    frames.sibling[attempt] = frames.child[call];
    frames.child[call] = attempt;
    frames.payload[attempt] = frames.tries[call];
    if (frames.tries[call]++ > 0) this.sim.counters.retried[port.wire.index]++;
    this.advance(attempt, frames.base[attempt]);
  }

  private open(port: Port, parent: Frame, op: number): Frame {
    const frames = this.sim.frames;
    const call = frames.take();
    frames.role[call] = ROLE.call;
    frames.stage[call] = STAGE.open;
    frames.parent[call] = parent;
    frames.port[call] = port.index;
    frames.callee[call] = frames.child[call] = frames.result[call] = NONE;
    frames.deadline[call >> 1] = Infinity;
    frames.op[call] = op;
    frames.layer[call] = frames.base[call] = 0;
    frames.born[call >> 1] = this.sim.queue.now;
    return call;
  }

  /** Goes on through the chain, from a layer on. */
  private advance(call: Frame, from: number): void {
    const { frames, lanes } = this.sim;
    const port = this.sim.ports[frames.port[call]];
    const layers = port.layers;
    for (let at = from; at < layers.length; at++) {
      frames.layer[call] = at;
      if (port.lanes[at] !== NONE) lanes.arm(port.lanes[at], call);
      const { gate, fork } = layers[at];
      if (gate === null) {
        frames.tries[call] = frames.tried[call] = 0;
        return fork.open(call);
      }
      const verdict = gate.enter(call);
      if (verdict === GO) continue;
      if (verdict === PARK) frames.stage[call] = STAGE.parked;
      else this.refuse(port, call, verdict);
      return;
    }
    frames.layer[call] = layers.length;
    if (port.lanes[layers.length] !== NONE) lanes.arm(port.lanes[layers.length], call);
    this.connect(port, call);
  }

  private refuse(port: Port, call: Frame, verdict: number): void {
    this.sim.counters.refused[port.wire.index]++;
    this.sim.messages.hop(port, HOP.refused + BACKWARD, 0, call);
    this.settle(call, verdict - REFUSE);
  }

  private connect(port: Port, call: Frame): void {
    const verdict = port.resolver === null ? GO : port.resolver.lookup(call);
    if (verdict === GO) this.dispatch(port, call);
    else if (verdict === PARK) port.parked.push(call);
    else this.settle(call, verdict - REFUSE);
  }

  /**
   * Every call that waits for this port's endpoints goes on (GO), or is refused, in order of arrival. One may take others
   * with it, as when a hedged call ends; and who comes to wait meanwhile waits for the next answer.
   */
  resumeParked(port: Port, verdict: number): void {
    const { parked, resuming } = port;
    for (let call = parked.shift(); call !== NONE; call = parked.shift()) resuming.push(call);
    for (let call = resuming.shift(); call !== NONE; call = resuming.shift()) {
      if (verdict === GO) this.dispatch(port, call);
      else this.settle(call, verdict - REFUSE);
    }
  }

  /** The one that this question was asked for goes on, or is refused. */
  resumeFor(question: Frame, port: Port, verdict: number): void {
    const { gen, parent, parentGen } = this.sim.frames;
    const call = parent[question];
    if (gen[call] !== parentGen[question] || !port.parked.remove(call)) return;
    if (verdict === GO) this.dispatch(port, call);
    else this.settle(call, verdict - REFUSE);
  }

  /** A call that a gate or balancer kept goes on from there (GO), or is refused. */
  resume(call: Frame, verdict: number): void {
    const frames = this.sim.frames;
    const port = this.sim.ports[frames.port[call]];
    const layer = frames.layer[call];
    this.undelay(call);
    frames.stage[call] = STAGE.open;
    if (verdict !== GO) this.refuse(port, call, verdict);
    else if (layer < port.layers.length) this.advance(call, layer + 1);
    else {
      if (port.boundsQueue) this.sim.lanes.arm(port.lanes[layer], call);
      this.dispatch(port, call);
    }
  }

  /** Wakes whoever keeps the frame, in so many whole micros; a frame is delayed once at a time. */
  delay(frame: Frame, micros: number): void {
    this.undelay(frame);
    const timer = this.sim.after(this.owner, micros, frame, ORDER.timers);
    this.sim.frames.timer[frame] = timer;
  }

  /** Forgets a frame's delay, if it has one. */
  undelay(frame: Frame): void {
    const timer = this.sim.frames.timer[frame];
    if (timer === NONE) return;
    this.sim.timers.cancel(timer, this.owner);
    this.sim.frames.timer[frame] = NONE;
  }

  private due(frame: Frame): void {
    const frames = this.sim.frames;
    frames.timer[frame] = NONE;
    if (frames.callee[frame] !== NONE) return this.sim.messages.due(frame);
    const port = this.sim.ports[frames.port[frame]];
    const { gate, fork } = port.layers[frames.layer[frame]];
    if (gate === null) return fork.due(frame);
    const verdict = gate.waited === undefined ? GO : gate.waited(frame);
    if (verdict !== PARK) this.resume(frame, verdict);
  }

  private dispatch(port: Port, call: Frame): void {
    const host = port.balancer === null ? port.endpoints.hosts[0] : port.balancer.pick(call);
    if (host === QUEUED) {
      this.sim.frames.stage[call] = STAGE.parked;
      if (port.boundsQueue) this.sim.lanes.cancel(call);
    } else if (host === NONE) this.settle(call, NO_INSTANCE);
    // Without an endpoint nobody is asked, but along a connection that is open already.
    else if (port.endpoints.count === 0 && port.balancer?.pins !== true) this.settle(call, NO_INSTANCE);
    else this.send(port, call, host);
  }

  private send(port: Port, call: Frame, host: number): void {
    const { frames, queue, counters, messages } = this.sim;
    frames.callee[call] = host;
    frames.since[call >> 1] = queue.now;
    if (frames.base[call] > 0) this.noteTried(call, 1 << (port.endpoints.slotOf(host) & 31));
    const op = frames.op[call];
    if (op <= OP.message) {
      counters.sent[port.wire.index]++;
      port.ejector?.began?.(call);
    }
    if (port.propagatesDeadline) frames.deadline[call >> 1] = this.deadlineOf(call);
    messages.send(call, STAGE.outbound, SHAPE_OF_OP[op]);
  }

  /** Every fork above learns which of the callee's instances was tried. */
  private noteTried(attempt: Frame, bit: number): void {
    const frames = this.sim.frames;
    for (let f = attempt; frames.base[f] > 0; f = frames.parent[f]) frames.tried[frames.parent[f]] |= bit;
  }

  /** The call is over for its caller: gates are left, the time-out is disarmed, whoever waits is told. */
  settle(call: Frame, reason: number): void {
    const frames = this.sim.frames;
    const port = this.sim.ports[frames.port[call]];
    const outcome = this.sim.reasons.outcome[reason];
    this.close(port, call, reason, outcome);
    if (frames.base[call] > 0) this.trySettled(call, port);
    else if (frames.op[call] > OP.message) this.controlSettled(call, port);
    else {
      const parent = frames.parent[call];
      if (parent === NONE) this.rootEnded(call, outcome);
      this.sim.instances[port.host].behaviour.answered?.(parent, call);
    }
    frames.leave(call);
  }

  private trySettled(attempt: Frame, port: Port): void {
    const frames = this.sim.frames;
    const call = frames.parent[attempt];
    // Who was let in by its leaving may have ended the call that both are tries of.
    if (frames.gen[call] !== frames.parentGen[attempt]) return;
    this.unlink(call, attempt);
    // A try may end because a sibling that is being dropped made way for it: nobody judges it any more.
    if (frames.role[call] !== ROLE.call) return;
    frames.result[call] = frames.result[attempt];
    port.layers[frames.layer[call]].fork!.answered(call, attempt);
  }

  private close(port: Port, call: Frame, reason: number, outcome: number): void {
    const frames = this.sim.frames;
    const isSent = frames.callee[call] !== NONE;
    frames.role[call] = ROLE.left;
    this.sim.lanes.cancel(call);
    if (!isSent) this.undelay(call);
    if (frames.deadline[call >> 1] < Infinity) this.forgetDeadline(call);
    if (frames.child[call] !== NONE) this.dropTries(call);
    frames.status[call] = outcome;
    frames.reason[call] = reason;
    if (isSent && port.watched && frames.op[call] <= OP.message) port.ended(call);
    for (let layer = this.entered(port, call) - 1; layer >= frames.base[call]; layer--) {
      frames.layer[call] = layer;
      port.layers[layer].gate!.leave(call);
    }
  }

  /** How many layers of its chain a call has come through: once it is sent, all; a control message none. */
  private entered(port: Port, call: Frame): number {
    const { callee, layer, op } = this.sim.frames;
    if (callee[call] === NONE) return layer[call];
    return op[call] <= OP.message ? port.layers.length : 0;
  }

  private dropTries(call: Frame): void {
    const frames = this.sim.frames;
    for (let child = frames.child[call]; child !== NONE; child = frames.child[call]) {
      frames.child[call] = frames.sibling[child];
      // One that is ending already goes by itself.
      if (frames.role[child] === ROLE.call) this.part(child, CANCELLED, false);
    }
  }

  private unlink(parent: Frame, attempt: Frame): void {
    const { child, sibling } = this.sim.frames;
    if (child[parent] === attempt) {
      child[parent] = sibling[attempt];
      return;
    }
    let before = child[parent];
    while (sibling[before] !== attempt) {
      assert(before !== NONE, 'a try is among those of its call');
      before = sibling[before];
    }
    sibling[before] = sibling[attempt];
  }

  private controlSettled(call: Frame, port: Port): void {
    const { frames, ports, instances, probers } = this.sim;
    const op = frames.op[call];
    if (op === OP.probe) probers[port.index]!.answered(call);
    else if (op === OP.forward) instances[port.host].behaviour.answered?.(frames.parent[call], call);
    else if (op >= OP.lookup && op !== OP.key) ports[frames.payload[call]].resolver?.answered(call);
    else for (const registrant of instances[port.host].registrants) registrant.answered(call);
  }

  private rootEnded(call: Frame, outcome: number): void {
    const { frames, queue, digest, instances } = this.sim;
    const source = frames.source[call];
    digest.add(RECORD.ended, instances[source].hash, frames.ordinal[call], outcome);
    if (frames.op[call] !== OP.request) return;
    this.sim.counters.outcomes[outcome]++;
    this.sim.sink.ended(queue.now, frames.born[call >> 1], outcome, source, frames.ordinal[call]);
  }

  /** A lane's time is up: every call that is due times out. */
  expire(lane: number): void {
    for (let call = this.sim.lanes.expire(lane); call !== NONE; call = this.sim.lanes.expire(lane)) {
      this.giveUp(call, TIMED_OUT);
    }
  }

  /** A call under way ends for its caller, wherever it is; an answer will come late. */
  giveUp(call: Frame, reason: number): void {
    this.part(call, reason, true);
  }

  /** The same; with `tells` its caller is told. What the callee has noted of it stands there again afterwards: it works on. */
  private part(call: Frame, reason: number, tells: boolean): void {
    const { frames, ports, reasons } = this.sim;
    const port = ports[frames.port[call]];
    this.detach(port, call);
    const worksOn = frames.callee[call] !== NONE && frames.stage[call] !== STAGE.open;
    const layer = frames.layer[call];
    const answer = frames.reason[call];
    const result = frames.result[call];
    if (worksOn) frames.result[call] = NONE;
    if (tells) this.settle(call, reason);
    else {
      this.close(port, call, reason, reasons.outcome[reason]);
      frames.leave(call);
    }
    if (!worksOn) return;
    frames.layer[call] = layer;
    frames.reason[call] = answer;
    frames.status[call] = reasons.outcome[answer];
    frames.result[call] = result;
  }

  /** Takes a call out of wherever it waits, if it is not sent yet. */
  private detach(port: Port, call: Frame): void {
    const { callee, layer, stage, tries } = this.sim.frames;
    if (callee[call] !== NONE) return;
    const at = layer[call] < port.layers.length ? port.layers[layer[call]] : null;
    if (at !== null && at.gate === null) {
      if (tries[call] > 0) at.fork.withdraw?.(call);
    } else if (stage[call] !== STAGE.parked) {
      if (!port.parked.remove(call)) port.resuming.remove(call);
    } else if (at === null) port.balancer!.withdraw?.(call);
    else at.gate.withdraw?.(call);
  }
}
