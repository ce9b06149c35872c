import { OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import { OP, type Registrant } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import { UNKNOWN_LEASE } from '#lib/policies/lookup-fields.ts';

/** When an instance says something. Micros. */
export interface Beats {
  /** From start to the registration; null: it waits for the first beat, which finds it unknown. */
  readonly registerMicros: number | null;
  /** From start to the first beat: drawn for each start. */
  firstMicros(): number;
  readonly intervalMicros: number;
}

const REGISTERED = 0;
const TIMER = 1;
const BEAT = 0;
const REGISTER = 1;

/**
 * Registers an instance and renews its lease with heartbeats; a registry that does not know it any more is told anew. A crash
 * says nothing: the lease runs out. Who is asked to stop says goodbye.
 */
export class Heartbeat implements Registrant {
  private readonly host: Host;
  private readonly state: Int32Array;
  private readonly unknownLease: number;

  constructor(
    build: Build<unknown>,
    private readonly registry: Port,
    private readonly beats: Beats,
  ) {
    this.host = build.host;
    this.state = build.i32(2);
    this.state[TIMER] = NONE;
    this.unknownLease = build.reason(UNKNOWN_LEASE, 'error');
    this.host.wakes(this);
  }

  started(): void {
    const { registerMicros } = this.beats;
    if (registerMicros === 0) this.say(OP.register);
    else if (registerMicros !== null) this.host.after(registerMicros, REGISTER);
    this.arm(this.beats.firstMicros());
  }

  timer(tag: number): void {
    if (tag === REGISTER) {
      if (this.state[TIMER] !== NONE && this.state[REGISTERED] === 0) this.say(OP.register);
      return;
    }
    this.arm(this.beats.intervalMicros);
    this.say(this.state[REGISTERED] === 1 ? OP.renew : OP.register);
  }

  answered(call: Frame): void {
    const frames = this.host.frames;
    if (frames.port[call] !== this.registry.index) return;
    const ok = frames.status[call] === OK;
    if (frames.op[call] === OP.register) {
      if (ok) this.state[REGISTERED] = 1;
    } else if (frames.op[call] === OP.renew && frames.reason[call] === this.unknownLease) {
      this.state[REGISTERED] = 0;
      this.say(OP.register);
    }
  }

  stopping(): void {
    this.crashed();
    this.say(OP.cancel);
  }

  crashed(): void {
    if (this.state[TIMER] !== NONE) this.host.cancel(this.state[TIMER]);
    this.state[TIMER] = NONE;
    this.state[REGISTERED] = 0;
  }

  private say(op: number): void {
    this.host.control(this.registry, op, NONE);
  }

  private arm(micros: number): void {
    this.state[TIMER] = this.host.after(micros, BEAT);
  }
}
