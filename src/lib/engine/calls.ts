import { assert } from '#lib/base/assert.ts';
import { BACKWARD, HOP } from '#lib/base/hop.ts';
import { NO_INSTANCE, TIMED_OUT } from '#lib/base/outcomes.ts';
import { GO, OP, PARK, REFUSE } from './contract.ts';
import { RECORD } from './events.ts';
import { NONE, ROLE, STAGE, type Frame } from './frames.ts';
import { SHAPE_OF_OP } from './messages.ts';
import type { Port } from './port.ts';
import type { Simulation } from './simulation.ts';

/** The caller's side of a call: through the chain, to a host, and back with an outcome or none in time. */
export class Calls {
  constructor(private readonly sim: Simulation) {}

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
    }
    this.advance(call);
  }

  /** Sends a control message from a port; its answer, or failure, comes back to whoever the op belongs to. */
  control(port: Port, op: number, payload: number): void {
    const call = this.open(port, NONE, op);
    this.sim.frames.source[call] = NONE;
    this.sim.frames.payload[call] = payload;
    this.connect(call);
  }

  private open(port: Port, parent: Frame, op: number): Frame {
    const frames = this.sim.frames;
    const call = frames.take();
    frames.role[call] = ROLE.call;
    frames.stage[call] = STAGE.open;
    frames.parent[call] = parent;
    frames.parentGen[call] = parent === NONE ? 0 : frames.gen[parent];
    frames.host[call] = port.host;
    frames.port[call] = port.index;
    frames.callee[call] = NONE;
    frames.op[call] = op;
    frames.payload[call] = frames.result[call] = NONE;
    frames.layer[call] = 0;
    frames.born[call] = this.sim.queue.now;
    return call;
  }

  private advance(call: Frame): void {
    const port = this.sim.ports[this.sim.frames.port[call]];
    const gates = port.gates;
    for (let layer = this.sim.frames.layer[call]; layer < gates.length; layer++) {
      this.sim.frames.layer[call] = layer;
      const verdict = gates[layer].enter(call);
      if (verdict === GO) continue;
      assert(verdict >= REFUSE, 'a gate lets a call pass or refuses it');
      this.sim.counters.refused[port.wire.index]++;
      this.sim.messages.hop(port, HOP.refused + BACKWARD, 0, call);
      this.settle(call, verdict - REFUSE);
      return;
    }
    this.sim.frames.layer[call] = gates.length;
    this.connect(call);
  }

  private connect(call: Frame): void {
    const port = this.sim.ports[this.sim.frames.port[call]];
    this.sim.lanes.arm(port.lane, call);
    const verdict = port.resolver === null ? GO : port.resolver.lookup(call);
    if (verdict === GO) this.dispatch(call);
    else if (verdict === PARK) this.park(port, call);
    else this.settle(call, verdict - REFUSE);
  }

  private park(port: Port, call: Frame): void {
    this.sim.frames.next[call] = NONE;
    if (port.parked[1] === NONE) port.parked[0] = call;
    else this.sim.frames.next[port.parked[1]] = call;
    port.parked[1] = call;
  }

  /** Every call that waits for this port's endpoints goes on (GO), or is refused, in order of arrival. */
  resumeParked(port: Port, verdict: number): void {
    let call = port.parked[0];
    port.parked.fill(NONE);
    while (call !== NONE) {
      const next = this.sim.frames.next[call];
      if (verdict === GO) this.dispatch(call);
      else this.settle(call, verdict - REFUSE);
      call = next;
    }
  }

  private dispatch(call: Frame): void {
    const frames = this.sim.frames;
    const port = this.sim.ports[frames.port[call]];
    const host = port.balancer === null ? port.endpoints.hosts[0] : port.balancer.pick(call);
    if (host === NONE || port.endpoints.count === 0) return this.settle(call, NO_INSTANCE);
    frames.callee[call] = host;
    if (frames.op[call] <= OP.message) this.sim.counters.sent[port.wire.index]++;
    const visit = frames.take();
    frames.role[visit] = ROLE.visit;
    frames.parent[visit] = call;
    frames.parentGen[visit] = frames.gen[call];
    frames.host[visit] = host;
    frames.port[visit] = port.index;
    frames.source[visit] = frames.source[call];
    frames.ordinal[visit] = frames.ordinal[call];
    frames.path[visit] = frames.path[call];
    frames.op[visit] = frames.op[call];
    frames.payload[visit] = frames.payload[call];
    frames.result[visit] = NONE;
    this.sim.messages.send(visit, STAGE.outbound, SHAPE_OF_OP[frames.op[call]]);
  }

  /** The call is over for its caller: gates are left, the time-out is disarmed, whoever waits is told. */
  settle(call: Frame, reason: number): void {
    const frames = this.sim.frames;
    const port = this.sim.ports[frames.port[call]];
    this.sim.lanes.cancel(call);
    const outcome = this.sim.reasons.outcome[reason];
    frames.status[call] = outcome;
    frames.reason[call] = reason;
    for (let layer = frames.layer[call] - 1; layer >= 0; layer--) {
      frames.layer[call] = layer;
      port.gates[layer].leave(call);
    }
    const parent = frames.parent[call];
    if (frames.op[call] > OP.message) this.controlSettled(call, port);
    else {
      if (parent === NONE) this.rootEnded(call, outcome);
      const behaviour = this.sim.instances[port.host].behaviour;
      behaviour.answered?.(parent, call);
    }
    frames.free(call);
  }

  private controlSettled(call: Frame, port: Port): void {
    const op = this.sim.frames.op[call];
    if (op >= OP.lookup) this.sim.ports[this.sim.frames.payload[call]].resolver?.answered(call);
    else for (const registrant of this.sim.instances[port.host].registrants) registrant.answered(call);
  }

  private rootEnded(call: Frame, outcome: number): void {
    const { frames, queue } = this.sim;
    const source = frames.source[call];
    this.sim.digest.add(
      RECORD.ended,
      queue.now,
      this.sim.instances[source].hash,
      frames.ordinal[call],
      outcome,
    );
    if (frames.op[call] !== OP.request) return;
    this.sim.counters.outcomes[outcome]++;
    this.sim.sink.ended(queue.now, frames.born[call], outcome, source, frames.ordinal[call]);
  }

  /** A lane's time is up: every call that is due times out. */
  expire(lane: number): void {
    for (let call = this.sim.lanes.expire(lane); call !== NONE; call = this.sim.lanes.expire(lane)) {
      const port = this.sim.ports[this.sim.frames.port[call]];
      if (this.sim.frames.callee[call] === NONE) this.unpark(port, call);
      this.settle(call, TIMED_OUT);
    }
  }

  /** Takes one call out of its port's waiting list; rare, so the list is walked. */
  private unpark(port: Port, call: Frame): void {
    const next = this.sim.frames.next;
    let before = NONE;
    for (let f = port.parked[0]; f !== NONE; before = f, f = next[f]) {
      if (f !== call) continue;
      if (before === NONE) port.parked[0] = next[f];
      else next[before] = next[f];
      if (port.parked[1] === f) port.parked[1] = before;
      return;
    }
  }
}
