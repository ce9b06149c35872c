import type { Arena } from './arena.ts';

/** What faults pull, and the engine obeys: one row a host. */
export class Levers {
  /** 1: no process answers at this address. Starting counts as down. */
  readonly down: Uint8Array;
  /** Share of ok answers that become errors. */
  readonly failShare: Float64Array;
  readonly extraMicros: Float64Array;

  constructor(arena: Arena, hosts: number) {
    this.down = arena.u8(hosts);
    this.failShare = arena.f64(hosts);
    this.extraMicros = arena.f64(hosts);
  }
}

/** Codes of levers in deeds. */
export const LEVER = { down: 0, failShare: 1, extraMicros: 2 } as const;
