import { MICROS_PER_S } from '#lib/base/time.ts';
import { BACKWARD } from '#lib/runner/protocol.ts';
import type { HopStore } from './hop-store.ts';
import type { Look } from './lenses.ts';
import { addHop, isBounce, isHidden } from './marks.ts';
import type { Marks } from './marks.ts';
import { BOUNCE_S, HOP_S, isShown, JOURNEY_S, oneInOf, windowAt, windowMicros } from './thinning.ts';

/** Which nodes an edge joins: `plan.edges`. Without it every hop is taken to wait for all before it. */
export type Routes = readonly { readonly from: number; readonly to: number }[];

/** A hop waits for one of these few that follow it, not for hundreds: a journey so long is drawn too fast to tell. */
const SIGHT = 64;

/**
 * Adds the chosen journeys, their hops lengthened to h = min(0.4 s, 2.4 s / hops) of wall time, so that each
 * message lands when it truly does. The last hop lands at its true end. An earlier one lands where the next
 * begins, or at its own true end if that is sooner: a callee who works for ten seconds keeps the request for
 * ten seconds on the screen too. Calls made side by side stay side by side: only what leaves the node where a
 * hop arrived, or what the same caller sends next, pushes that hop ahead.
 *
 * A request whose later hops are not recorded yet is drawn by what is known: its last known hop lands at its
 * true end. A hop learnt of later can only move those within 2.4 s of wall time before it, so while the record
 * is ahead of the playhead by `headroomMicros` nothing in sight moves, unless the request has more than six
 * hops in one run: then h shrinks as they become known, and the hops in sight step ahead a little.
 */
export class Journeys {
  #roots = new Set<number>();
  #hops: number[] = [];
  #from = new Float64Array(SIGHT);
  #to = new Float64Array(SIGHT);

  add(store: HopStore, look: Look, routes: Routes | null, marks: Marks): void {
    const { playheadMicros: t, speed } = look;
    this.#roots.clear();
    let window = NaN;
    let oneIn = 1;
    let oneInControl = 1;
    store.eachInFlight(t, t + windowMicros(speed), (hop) => {
      const slot = store.slot(hop);
      const here = windowAt(store.start[slot], speed);
      if (here !== window) {
        window = here;
        // A journey in sight may have begun a window or two ago, when more were shown.
        const before = [here, here - 1, here - 2].map((w) => oneInOf(store, w, speed, 'requests'));
        oneIn = Math.min(...before);
        oneInControl = oneInOf(store, here, speed, 'control');
      }
      const root = store.root[slot];
      if (root < 0) {
        if (isShown(store.rank[slot], oneInControl)) addControl(store, hop, look, marks);
      } else if (isShown(store.rank[slot], oneIn) && !this.#roots.has(root)) {
        this.#roots.add(root);
        this.#addRoot(store, root, look, routes, marks);
      }
    });
  }

  /** A root's hops fall into *runs*, far enough apart in time that lengthening one cannot reach the other. */
  #addRoot(store: HopStore, root: number, look: Look, routes: Routes | null, marks: Marks): void {
    const hops = hopsOf(store, root, this.#hops);
    const apart = windowMicros(look.speed);
    let first = 0;
    while (first < hops.length) {
      let latest = store.end[store.slot(hops[first])];
      let beyond = first + 1;
      for (; beyond < hops.length; beyond++) {
        const slot = store.slot(hops[beyond]);
        if (store.start[slot] - latest >= apart) break;
        latest = Math.max(latest, store.end[slot]);
      }
      const starts = store.start[store.slot(hops[first])];
      const inSight = latest > look.playheadMicros && starts <= look.playheadMicros + apart;
      const oneIn = inSight ? oneInOf(store, windowAt(starts, look.speed), look.speed, 'requests') : 1;
      if (inSight && isShown(store.rank[store.slot(hops[first])], oneIn)) {
        this.#addRun(store, first, beyond, look, routes, marks);
      }
      first = beyond;
    }
  }

  #addRun(
    store: HopStore,
    first: number,
    beyond: number,
    look: Look,
    routes: Routes | null,
    marks: Marks,
  ): void {
    const count = beyond - first;
    const lengthened = Math.min(HOP_S, JOURNEY_S / count) * look.speed * MICROS_PER_S;
    if (this.#from.length < count) {
      this.#from = new Float64Array(2 * count);
      this.#to = new Float64Array(2 * count);
    }
    for (let i = count - 1; i >= 0; i--) {
      const hop = this.#hops[first + i];
      const slot = store.slot(hop);
      let lands = store.end[slot];
      for (let j = i + 1; j < count && j <= i + SIGHT; j++) {
        const later = store.slot(this.#hops[first + j]);
        if (this.#from[j] < lands && follows(store, slot, later, routes)) lands = this.#from[j];
      }
      this.#to[i] = lands;
      this.#from[i] = lands - lastsMicros(store, slot, lengthened, look.speed);
      addAt(store, hop, this.#from[i], lands, look, marks);
    }
  }
}

function addControl(store: HopStore, hop: number, look: Look, marks: Marks): void {
  const slot = store.slot(hop);
  const lasts = lastsMicros(store, slot, HOP_S * look.speed * MICROS_PER_S, look.speed);
  addAt(store, hop, store.end[slot] - lasts, store.end[slot], look, marks);
}

function addAt(store: HopStore, hop: number, from: number, to: number, look: Look, marks: Marks): void {
  const t = look.playheadMicros;
  if (t < from || t >= to || isHidden(store.shape[store.slot(hop)], look.hidden)) return;
  addHop(marks, store, hop, (t - from) / (to - from), look.still);
}

/** Lengthened, never shortened. */
function lastsMicros(store: HopStore, slot: number, lengthened: number, speed: number): number {
  if (isBounce(store, slot)) return Math.min(lengthened, BOUNCE_S * speed * MICROS_PER_S);
  return Math.max(lengthened, store.end[slot] - store.start[slot]);
}

function follows(store: HopStore, hop: number, later: number, routes: Routes | null): boolean {
  if (store.start[later] < store.end[hop]) return false;
  const route = routes?.[store.edge[hop]];
  const next = routes?.[store.edge[later]];
  if (route === undefined || next === undefined) return true;
  const forward = (store.shape[hop] & BACKWARD) === 0;
  const nextForward = (store.shape[later] & BACKWARD) === 0;
  const arrives = forward ? route.to : route.from;
  const departs = nextForward || isBounce(store, later) ? next.from : next.to;
  return arrives === departs || (forward && nextForward && route.from === next.from);
}

/** The hops of a root, in the order they were sent. */
function hopsOf(store: HopStore, root: number, into: number[]): number[] {
  into.length = 0;
  for (let hop = store.newestOfRoot(root); hop >= 0; hop = store.previousOfRoot(hop)) into.push(hop);
  return into.reverse();
}
