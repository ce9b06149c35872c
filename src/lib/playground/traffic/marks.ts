import { BACKWARD, HOP } from '#lib/runner/protocol.ts';
import type { HopStore } from './hop-store.ts';

/** How far a refusal at the caller leaves the caller before it turns back, as a share of the edge. */
const BOUNCE_REACH = 0.16;
/** A lost message is at mid-edge, and becomes a cross, after this share of its time. */
const LOST_AT = 0.7;

/** What is to be drawn in one frame: columns that are filled anew each time, and grow by need. */
export class Marks {
  count = 0;
  edge = new Uint16Array(1024);
  /** Place on the edge, 0 at the caller, 1 at the callee. */
  share = new Float64Array(1024);
  /** A code of `HOP`; `HOP.lost` is the cross. */
  shape = new Uint8Array(1024);
  /** Opacity, 0 to 255. */
  alpha = new Uint8Array(1024);
  rank = new Uint32Array(1024);
  /** The hop in the store, so that a mark under the pointer can be told. */
  hop = new Float64Array(1024);

  clear(): void {
    this.count = 0;
  }

  add(edge: number, share: number, shape: number, alpha: number, rank: number, hop: number): void {
    if (this.count === this.edge.length) this.#grow();
    const i = this.count++;
    this.edge[i] = edge;
    this.share[i] = share;
    this.shape[i] = shape;
    this.alpha[i] = alpha;
    this.rank[i] = rank;
    this.hop[i] = hop;
  }

  #grow(): void {
    const wider = this.edge.length * 2;
    const { edge, share, shape, alpha, rank, hop } = this;
    (this.edge = new Uint16Array(wider)).set(edge);
    (this.share = new Float64Array(wider)).set(share);
    (this.shape = new Uint8Array(wider)).set(shape);
    (this.alpha = new Uint8Array(wider)).set(alpha);
    (this.rank = new Uint32Array(wider)).set(rank);
    (this.hop = new Float64Array(wider)).set(hop);
  }
}

/** What the viewer does not want to see; watches, notices and what registries ask each other go with lookups. */
export interface Hidden {
  readonly heartbeats: boolean;
  readonly checks: boolean;
  readonly lookups: boolean;
  /** All traffic of requests, replies included. */
  readonly requests: boolean;
}

const LOOKUPS: ReadonlySet<number> = new Set([HOP.lookup, HOP.notice, HOP.watch, HOP.forward]);

export function isHidden(shape: number, hidden: Hidden): boolean {
  const kind = shape & ~BACKWARD;
  if (kind === HOP.heartbeat) return hidden.heartbeats;
  if (kind === HOP.probe) return hidden.checks;
  if (LOOKUPS.has(kind)) return hidden.lookups;
  return hidden.requests;
}

/** A refusal by the caller's own breaker or limiter: it takes no time, since nothing ever left the caller. */
export function isBounce(store: HopStore, slot: number): boolean {
  return store.shape[slot] === HOP.refused + BACKWARD && store.start[slot] === store.end[slot];
}

/** Adds the mark of a hop that has gone `progress` (0 to 1) of its way. */
export function addHop(marks: Marks, store: HopStore, hop: number, progress: number, still: boolean): void {
  const slot = store.slot(hop);
  const edge = store.edge[slot];
  const rank = store.rank[slot];
  const backward = (store.shape[slot] & BACKWARD) !== 0;
  const shape = store.shape[slot] & ~BACKWARD;
  if (isBounce(store, slot)) {
    const out = still ? 1 : 4 * progress * (1 - progress);
    marks.add(edge, BOUNCE_REACH * out, shape, 255, rank, hop);
    return;
  }
  // Without motion a message stands at a quarter of its way.
  const gone = still ? Math.round(progress * 4) / 4 : progress;
  if (shape !== HOP.lost) {
    marks.add(edge, backward ? 1 - gone : gone, shape, 255, rank, hop);
  } else if (progress < LOST_AT) {
    const faded = 255 - Math.floor((155 * progress) / LOST_AT);
    const half = (0.5 * gone) / LOST_AT;
    marks.add(edge, backward ? 1 - half : half, HOP.request, faded, rank, hop);
  } else {
    const left = (1 - progress) / (1 - LOST_AT);
    marks.add(edge, 0.5, HOP.lost, Math.floor(255 * Math.min(1, 1.6 * left)), rank, hop);
  }
}
