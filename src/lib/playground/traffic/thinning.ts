import { MICROS_PER_S } from '#lib/base/time.ts';
import type { HopStore } from './hop-store.ts';

/** Wall seconds: a lengthened hop, the longest lengthened journey, and a refusal's bounce. */
export const HOP_S = 0.4;
export const JOURNEY_S = 2.4;
export const BOUNCE_S = 0.3;
/** About so many messages are on screen at once in journeys. */
const ON_SCREEN = 200;
/** The share of a window that is read ahead to notice a surge before it floods the picture. */
const PEEK = 1 / 8;

/**
 * How far the record must reach beyond the playhead for journeys to be drawn, in simulated micros at `speed`
 * (simulated seconds in a wall second): a journey in sight may end 2.4 s later, thinning peeks 0.3 s further,
 * and 0.3 s is left for the worker to answer in.
 */
export function headroomMicros(speed: number): number {
  return (JOURNEY_S * (1 + PEEK) + 0.3) * speed * MICROS_PER_S;
}

/** True when a hop of this rank is among the 1 in m shown, m a power of two: who is shown at 2m is shown at m. */
export function isShown(rank: number, oneIn: number): boolean {
  return (rank & (oneIn - 1)) === 0;
}

/**
 * One in how many to show (a power of two) of what begins in window number `window`, windows being 2.4 s of
 * wall time at this speed. It follows from records alone, for the window before and the beginning of this
 * one, both inside the headroom; and it belongs to the window in which a journey *begins*, so a message never
 * vanishes on its way because the load changed.
 */
export function oneInOf(
  store: HopStore,
  window: number,
  speed: number,
  what: 'requests' | 'control',
): number {
  const micros = windowMicros(speed);
  const known = store.firstStart;
  const from = Math.max(window * micros, known);
  let starts = store.countStarts(from, from + micros * PEEK)[what] / PEEK;
  if (known <= (window - 1) * micros) {
    starts = Math.max(starts, store.countStarts((window - 1) * micros, window * micros)[what]);
  }
  const onScreen = (starts * HOP_S) / JOURNEY_S;
  let oneIn = 1;
  while (onScreen > ON_SCREEN * oneIn * Math.SQRT2 && oneIn < 2 ** 20) oneIn *= 2;
  return oneIn;
}

export function windowMicros(speed: number): number {
  return JOURNEY_S * speed * MICROS_PER_S;
}

/** The window that a simulated time belongs to. */
export function windowAt(micros: number, speed: number): number {
  return Math.floor(micros / windowMicros(speed));
}

/**
 * A hash by which hops are chosen: of the root's identity, so that a journey is shown whole or not at all;
 * control traffic has no root, and each of its hops stands for itself.
 */
export function hopRank(root: number, edge: number, startMicros: number): number {
  const identity = root >= 0 ? root : startMicros;
  const salt = root >= 0 ? 0 : edge + 1;
  const high = Math.floor(identity / 2 ** 32);
  return mixed(mixed(identity | 0, high), salt) >>> 0;
}

/** The finalizer of MurmurHash3 (Appleby 2011), seeded. */
function mixed(value: number, seed: number): number {
  let hash = (value ^ Math.imul(seed + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
