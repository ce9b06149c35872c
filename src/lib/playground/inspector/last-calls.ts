import { BACKWARD, HOP } from '#lib/base/hop.ts';
import type { Family } from '#lib/base/outcomes.ts';

/** The page's memory of hops, as far as it is read here: see `HopStore`. */
export interface Hops {
  readonly first: number;
  readonly next: number;
  readonly edge: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  readonly shape: ArrayLike<number>;
  slot(sequence: number): number;
}

/** Hops looked through at most: on a busy canvas a quiet edge's last call may be long ago. */
const MOST_LOOKED = 30_000;

/**
 * How the last calls on some edges (places in the plan) ended before `micros`, oldest first, as far as
 * the page still remembers. An answer counts when it has arrived at the caller.
 */
export function lastCalls(hops: Hops, edges: ReadonlySet<number>, micros: number, most: number): Family[] {
  const found: { end: number; family: Family }[] = [];
  const from = Math.max(hops.first, hops.next - MOST_LOOKED);
  // Hops stand in the order of being sent: twice as many as asked for, and the latest to arrive are among them.
  for (let sequence = hops.next - 1; sequence >= from && found.length < 2 * most; sequence--) {
    const slot = hops.slot(sequence);
    const family = families.get(hops.shape[slot]);
    if (family === undefined || !edges.has(hops.edge[slot]) || hops.end[slot] >= micros) continue;
    found.push({ end: hops.end[slot], family });
  }
  return found
    .reverse()
    .sort((a, b) => a.end - b.end)
    .slice(-most)
    .map(({ family }) => family);
}

const families: ReadonlyMap<number, Family> = new Map([
  [HOP.ok + BACKWARD, 'ok'],
  [HOP.failed + BACKWARD, 'failed'],
  [HOP.refused + BACKWARD, 'refused'],
  [HOP.late + BACKWARD, 'late'],
]);
