import type { Arena } from './arena.ts';

/**
 * What a message meets at an address: a process that takes it; a machine that refuses it, as no process listens; a process that
 * takes connections and answers nothing; or nobody at all, not even to refuse it.
 */
export const REACH = { serves: 0, refuses: 1, hangs: 2, silent: 3 } as const;

/** What faults pull, and the engine obeys. */
export class Levers {
  /** By host: a REACH code. While it starts an instance refuses. */
  readonly down: Uint8Array;
  /** By host: 1 = the machine is gone, and nobody can be put there until it is back. */
  readonly unpowered: Uint8Array;
  /** By host: share of ok answers that become errors. */
  readonly failShare: Float64Array;
  /** By host: added to each unit of work. */
  readonly extraMicros: Float64Array;
  /** By edge: added to each message. */
  readonly wireMicros: Float64Array;

  constructor(arena: Arena, hosts: number, edges: number) {
    this.down = arena.u8(hosts);
    this.unpowered = arena.u8(hosts);
    this.failShare = arena.f64(hosts);
    this.extraMicros = arena.f64(hosts);
    this.wireMicros = arena.f64(edges);
  }
}

/** Codes of levers in deeds. */
export const LEVER = {
  down: 0,
  failShare: 1,
  extraMicros: 2,
  hung: 3,
  stop: 4,
  replace: 5,
  lost: 6,
  addresses: 7,
  partition: 8,
  put: 9,
  command: 10,
  /** From here on of a node as a whole: its fleet's. */
  surgeCount: 32,
  surgePercent: 33,
  unavailableCount: 34,
  unavailablePercent: 35,
  minReadyMicros: 36,
  deploy: 37,
  scale: 38,
} as const;
