import { MICROS_PER_S } from '#lib/base/time.ts';
import type { HopStore } from './hop-store.ts';
import { addHop, isBounce, isHidden } from './marks.ts';
import type { Hidden, Marks } from './marks.ts';
import { BOUNCE_S, HOP_S } from './thinning.ts';

/**
 * Three ways to look at the same records. *exact*: each message at its true place. *journeys*: some requests
 * only, their hops lengthened so that an eye can follow them. *flows*: no messages, only how busy an edge is.
 */
export type Lens = 'exact' | 'journeys' | 'flows';

/** Above this speed even a lengthened hop would stand for eight simulated seconds. */
const FLOWS_ABOVE = 20;
/** Wall seconds that a hop must last to be followed at its true place. */
const VISIBLE_S = 0.1;

/** `speed`: simulated seconds in a wall second. `typicalHopMicros`: see `HopStore.typicalHopMicros`; 0 = unknown. */
export function chooseLens(speed: number, typicalHopMicros: number): Lens {
  if (speed > FLOWS_ABOVE) return 'flows';
  return typicalHopMicros / MICROS_PER_S >= VISIBLE_S * speed ? 'exact' : 'journeys';
}

/** What the legend says of the lens, so that nobody takes a chosen few for all. */
export function label(lens: Lens, oneIn: number): string {
  if (lens === 'flows') return 'flows only';
  if (lens === 'exact') return 'exact: every message at its true place';
  const which = oneIn === 1 ? 'every request' : `1 of ${oneIn} requests`;
  return `${which}, hops lengthened to ${HOP_S} s`;
}

/** The same where there is little room. */
export function shortLabel(lens: Lens, oneIn: number): string {
  if (lens !== 'journeys') return lens === 'flows' ? 'flows only' : 'exact';
  return `${oneIn === 1 ? 'all' : `1 of ${oneIn}`} · slowed`;
}

/** What a lens needs to know besides the records. */
export interface Look {
  readonly playheadMicros: number;
  readonly speed: number;
  readonly hidden: Hidden;
  /** True for a viewer who wants no motion. */
  readonly still: boolean;
}

/**
 * Adds every message in flight at its true place: on the caller's end at its start, gone at its end. A refusal
 * at the caller takes no time, so it is shown as a bounce of 0.3 s wall time beginning with it.
 */
export function exactMarks(store: HopStore, look: Look, marks: Marks): void {
  const t = look.playheadMicros;
  const bounceMicros = BOUNCE_S * look.speed * MICROS_PER_S;
  store.eachInFlight(t - bounceMicros, t, (hop) => {
    const slot = store.slot(hop);
    if (isHidden(store.shape[slot], look.hidden)) return;
    const since = t - store.start[slot];
    const lasts = isBounce(store, slot) ? bounceMicros : store.end[slot] - store.start[slot];
    if (since < lasts) addHop(marks, store, hop, since / lasts, look.still);
  });
}
