import { BACKWARD, HOP } from '#lib/runner/protocol.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import type { HopStore } from './hop-store.ts';
import type { Marks } from './marks.ts';
import { isShown } from './thinning.ts';

/** More messages than this on one edge are a smear. */
const CROWD = 200;
/** From this part of the limit on, the half that is about to be left out fades. */
const FADE_FROM = 0.75;

/** An edge on which one in `oneIn` messages is drawn. */
export interface Crowd {
  readonly edge: number;
  readonly oneIn: number;
}

/**
 * Messages per edge, and a picture thinned where they lie too close: on an edge with more than 200, 1 in k
 * stays, k a power of two, chosen by identity. As an edge fills, the half next to go fades before it goes.
 */
export class Crowds {
  /** Messages drawn or merged on each edge, before thinning. */
  inFlight = new Uint32Array(64);
  crowded: Crowd[] = [];

  /** Sets the opacity of marks left out to 0. */
  thin(marks: Marks): void {
    this.#count(marks);
    this.crowded = [];
    for (let edge = 0; edge < this.inFlight.length; edge++) {
      if (this.inFlight[edge] > CROWD) this.crowded.push({ edge, oneIn: crowdOneIn(this.inFlight[edge]) });
    }
    for (let i = 0; i < marks.count; i++) {
      const count = this.inFlight[marks.edge[i]];
      if (count <= CROWD * FADE_FROM) continue;
      const oneIn = crowdOneIn(count);
      // The lower half of the rank has already chosen the journeys shown.
      const rank = marks.rank[i] >>> 16;
      if (!isShown(rank, oneIn)) marks.alpha[i] = 0;
      else if (!isShown(rank, 2 * oneIn)) marks.alpha[i] = Math.floor(marks.alpha[i] * room(count, oneIn));
    }
  }

  #count(marks: Marks): void {
    this.inFlight.fill(0);
    for (let i = 0; i < marks.count; i++) {
      const edge = marks.edge[i];
      if (edge >= this.inFlight.length) {
        const narrow = this.inFlight;
        (this.inFlight = new Uint32Array(2 ** Math.ceil(Math.log2(edge + 1)))).set(narrow);
      }
      this.inFlight[edge]++;
    }
  }
}

/** Calls that left on each edge in the last `spanMicros` before t, per simulated second; `edges` numbers long. */
export function edgeRates(store: HopStore, t: number, spanMicros: number, edges: number): Float64Array {
  const rates = new Float64Array(edges);
  const seconds = spanMicros / MICROS_PER_S;
  for (let hop = store.firstFrom(t - spanMicros); hop < store.next; hop++) {
    const slot = store.slot(hop);
    if (store.start[slot] >= t) break;
    const shape = store.shape[slot];
    const isCall = (shape & BACKWARD) === 0 && (shape === HOP.request || shape === HOP.lost);
    if (isCall && store.edge[slot] < edges) rates[store.edge[slot]] += 1 / seconds;
  }
  return rates;
}

/** How strongly a rate shows, 0 to 1 in sixteen steps: nothing at 0, full at 4,000 a second, by its logarithm. */
export function intensity(perSecond: number): number {
  if (!(perSecond > 0)) return 0;
  return Math.min(16, Math.max(1, Math.round((16 * Math.log2(1 + perSecond)) / 12))) / 16;
}

function crowdOneIn(count: number): number {
  let oneIn = 1;
  while (count > CROWD * oneIn) oneIn *= 2;
  return oneIn;
}

/** 1 while there is ample room at this k, falling to 0 where k doubles. */
function room(count: number, oneIn: number): number {
  const full = CROWD * oneIn;
  return Math.min(1, (full - count) / (full * (1 - FADE_FROM)));
}
