import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { OP, type Registrant } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { UNKNOWN_LEASE, type RegistrationConfig } from '#lib/policies/lookup-fields.ts';

/**
 * Registers an instance when it is up and renews its lease with heartbeats; a registry that does not know it
 * any more is told anew. The first beat falls at random within one interval, so that a fleet that started
 * together does not beat together. A crash says nothing: the lease runs out.
 */
export function create(build: Build<RegistrationConfig>, registry: Port): Registrant {
  return new Heartbeat(build, registry);
}

const REGISTERED = 0;
const TIMER = 1;

class Heartbeat implements Registrant {
  private readonly host: Host;
  private readonly intervalMicros: number;
  private readonly phases: Stream;
  private readonly state: Int32Array;
  private readonly unknownLease: number;

  constructor(
    build: Build<RegistrationConfig>,
    private readonly registry: Port,
  ) {
    this.host = build.host;
    this.intervalMicros = sToMicros(build.config.heartbeatSeconds);
    this.phases = build.stream('heartbeat');
    this.state = build.i32(2);
    this.state[TIMER] = NONE;
    this.unknownLease = build.reason(UNKNOWN_LEASE, 'error');
    this.host.wakes(this);
  }

  started(): void {
    this.host.control(this.registry, OP.register, NONE);
    this.arm(this.phases.below(this.intervalMicros) + 1);
  }

  timer(): void {
    const op = this.state[REGISTERED] === 1 ? OP.renew : OP.register;
    this.arm(this.intervalMicros);
    this.host.control(this.registry, op, NONE);
  }

  answered(call: Frame): void {
    const frames = this.host.frames;
    if (frames.port[call] !== this.registry.index) return;
    const ok = frames.status[call] === OK;
    if (frames.op[call] === OP.register) {
      if (ok) this.state[REGISTERED] = 1;
    } else if (frames.op[call] === OP.renew && frames.reason[call] === this.unknownLease) {
      this.state[REGISTERED] = 0;
      this.host.control(this.registry, OP.register, NONE);
    }
  }

  stopping(): void {
    this.crashed();
    this.host.control(this.registry, OP.cancel, NONE);
  }

  crashed(): void {
    if (this.state[TIMER] !== NONE) this.host.cancel(this.state[TIMER]);
    this.state[TIMER] = NONE;
    this.state[REGISTERED] = 0;
  }

  private arm(micros: number): void {
    this.state[TIMER] = this.host.after(micros, 0);
  }
}
