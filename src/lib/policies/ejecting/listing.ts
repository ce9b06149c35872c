import type { Build } from '#lib/engine/build.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';

/** Which hosts discovery lists, as last looked at: one that goes is forgotten, one that comes again is a new one. */
export class Listing {
  private readonly known: Uint8Array;
  private readonly flipped: Uint8Array;
  private readonly seen: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly endpoints: Endpoints,
  ) {
    this.known = build.u8(endpoints.room);
    this.flipped = build.u8(endpoints.room);
    this.seen = build.i32(1).fill(NONE);
  }

  /** True when the list may be another than at the last look: then ask which slots have flipped. */
  lookAnew(): boolean {
    const { endpoints, known, flipped, seen } = this;
    if (endpoints.version === seen[0]) return false;
    seen[0] = endpoints.version;
    flipped.set(known);
    known.fill(0);
    for (let i = 0; i < endpoints.listedCount; i++) known[endpoints.slotOf(endpoints.listed[i])] = 1;
    for (let slot = 0; slot < known.length; slot++) flipped[slot] ^= known[slot];
    return true;
  }

  has(slot: number): boolean {
    return this.known[slot] === 1;
  }

  /** Whether its host came or went with the last look. */
  hasFlipped(slot: number): boolean {
    return this.flipped[slot] === 1;
  }

  reset(): void {
    this.seen[0] = NONE;
    this.known.fill(0);
  }
}
