import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';

/** How a request goes on after its last try. */
export const PLAN = { over: 0, stay: 1, elsewhere: 2 } as const;

const RETRIES = 0x7fff;
const INSIDE = 0x8000;
const UNCOUNTED = 0x10000;
const PLAN_SHIFT = 17;
const SLOT_SHIFT = 19;

/**
 * What HAProxy's stream remembers between tries, in one word: retries so far, whether it counts among the backend's requests, the
 * server of the last try, and whether the next one stays with it or goes elsewhere.
 */
export class RequestNotes {
  constructor(private readonly host: Host) {}

  /** It comes into the backend. */
  begin(request: Frame): void {
    this.host.mark(request, INSIDE);
  }

  /** It is over. True when it was not over before. */
  end(request: Frame): boolean {
    const stamp = this.host.stamp(request);
    this.host.mark(request, stamp & ~INSIDE);
    return (stamp & INSIDE) !== 0;
  }

  /** It has a server, but no place there. */
  uncount(request: Frame): void {
    this.host.mark(request, this.host.stamp(request) | UNCOUNTED);
  }

  /** It leaves its server. True when it had a place there. */
  leave(request: Frame): boolean {
    const stamp = this.host.stamp(request);
    this.host.mark(request, stamp & ~UNCOUNTED);
    return (stamp & UNCOUNTED) === 0;
  }

  note(request: Frame, retries: number, plan: number, slot: number): void {
    const kept = this.host.stamp(request) & (INSIDE | UNCOUNTED);
    this.host.mark(request, kept | retries | (plan << PLAN_SHIFT) | (slot << SLOT_SHIFT));
  }

  retries(request: Frame): number {
    return this.host.stamp(request) & RETRIES;
  }

  plan(request: Frame): number {
    return (this.host.stamp(request) >>> PLAN_SHIFT) & 3;
  }

  slot(request: Frame): number {
    return this.host.stamp(request) >>> SLOT_SHIFT;
  }
}
