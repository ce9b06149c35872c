import type { Arena } from './arena.ts';

/** What faults pull, and the engine obeys. */
export class Levers {
  /** By host. 1: no process answers at this address. Starting counts as down. */
  readonly down: Uint8Array;
  /** By host: share of ok answers that become errors. */
  readonly failShare: Float64Array;
  /** By host: added to each unit of work. */
  readonly extraMicros: Float64Array;
  /** By edge: added to each message. */
  readonly wireMicros: Float64Array;

  constructor(arena: Arena, hosts: number, edges: number) {
    this.down = arena.u8(hosts);
    this.failShare = arena.f64(hosts);
    this.extraMicros = arena.f64(hosts);
    this.wireMicros = arena.f64(edges);
  }
}

/** Codes of levers in deeds. */
export const LEVER = { down: 0, failShare: 1, extraMicros: 2 } as const;
