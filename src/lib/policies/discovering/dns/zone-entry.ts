import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { OP, type Registrant } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';

/** A zone that could not be updated is tried again after this. */
const AGAIN_MICROS = 5 * MICROS_PER_S;

/**
 * Whoever starts and stops an instance, updating the zone for it (RFC 2136): its record is written when it serves, and taken out
 * when it is asked to stop. Nothing is renewed, so a crash leaves the record as it is.
 */
export class ZoneEntry implements Registrant {
  private readonly host: Host;
  private readonly again: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly zone: Port,
  ) {
    this.host = build.host;
    this.again = build.i32(1).fill(NONE);
    this.host.wakes(this);
  }

  started(): void {
    this.host.control(this.zone, OP.register, NONE);
  }

  timer(): void {
    this.again[0] = NONE;
    this.started();
  }

  answered(call: Frame): void {
    const { port, op, status } = this.host.frames;
    if (port[call] !== this.zone.index || op[call] !== OP.register || status[call] === OK) return;
    if (this.again[0] === NONE) this.again[0] = this.host.after(AGAIN_MICROS, 0);
  }

  stopping(): void {
    this.crashed();
    this.host.control(this.zone, OP.cancel, NONE);
  }

  crashed(): void {
    if (this.again[0] !== NONE) this.host.cancel(this.again[0]);
    this.again[0] = NONE;
  }
}
