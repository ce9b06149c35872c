import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';

/** Calls under way to each host, of this caller's: what balancers by load go by. */
export class ActiveCalls {
  private readonly host: Host;
  private readonly counts: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly endpoints: Endpoints,
  ) {
    this.host = build.host;
    this.counts = build.i32(endpoints.room);
  }

  of(slot: number): number {
    return this.counts[slot];
  }

  began(slot: number): void {
    this.counts[slot]++;
  }

  /** Returns the slot of the host that the call was sent to. */
  ended(call: Frame): number {
    const slot = this.endpoints.slotOf(this.host.frames.callee[call]);
    this.counts[slot]--;
    return slot;
  }

  reset(): void {
    this.counts.fill(0);
  }
}
