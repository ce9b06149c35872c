import { OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import { OP, type Registrant } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import { UNKNOWN_LEASE } from '#lib/policies/lookup-fields.ts';

/** When an instance says something. Micros. */
export interface Beats {
  /** When an instance that is up registers; 'already': the registry knows it, as at the start of a run. */
  registers(): 'already' | 'at once' | 'with its first beat';
  /** From start to the first beat: drawn for each start. */
  firstMicros(): number;
  readonly intervalMicros: number;
  /** The interval is counted from the answer to a beat, or its failure, and not from the beat. */
  readonly fromAnswer?: boolean;
}

const REGISTERED = 0;
const TIMER = 1;
const BEATING = 2;

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
    this.state = build.i32(3);
    this.state[TIMER] = NONE;
    this.unknownLease = build.reason(UNKNOWN_LEASE, 'error');
    this.host.wakes(this);
  }

  started(): void {
    const when = this.beats.registers();
    this.state[REGISTERED] = when === 'already' ? 1 : 0;
    if (when === 'at once') this.say(OP.register);
    this.arm(this.beats.firstMicros());
  }

  timer(): void {
    if (this.beats.fromAnswer === true) {
      this.state[TIMER] = NONE;
      this.state[BEATING] = 1;
    } else this.arm(this.beats.intervalMicros);
    this.say(this.state[REGISTERED] === 1 ? OP.renew : OP.register);
  }

  answered(call: Frame): void {
    const frames = this.host.frames;
    if (frames.port[call] !== this.registry.index) return;
    if (this.state[BEATING] === 1) {
      this.state[BEATING] = 0;
      this.arm(this.beats.intervalMicros);
    }
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
    this.state[REGISTERED] = this.state[BEATING] = 0;
  }

  private say(op: number): void {
    this.host.control(this.registry, op, NONE);
  }

  private arm(micros: number): void {
    this.state[TIMER] = this.host.after(micros, 0);
  }
}
