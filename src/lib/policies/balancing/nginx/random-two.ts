import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { MOST_SKIPS } from './hash.ts';
import type { Peers } from './peers.ts';
import type { RequestNotes } from './request-notes.ts';

/**
 * `random two least_conn` (ngx_http_upstream_random_module.c): two different servers drawn by weight, and of these the one with
 * fewer requests under way for its weight; the second when they are equal.
 */
export class RandomTwo {
  constructor(
    private readonly peers: Peers,
    private readonly stream: Stream,
    private readonly notes: RequestNotes,
  ) {}

  /** A slot, or NONE when round robin is to take over. */
  pick(request: Frame, tried: number): number {
    const { peers, notes } = this;
    const { now, conns, weight } = peers;
    const totalWeight = Math.max(1, peers.totalWeight);
    let skips = notes.skips(request);
    let first = NONE;
    let chosen = NONE;
    while (chosen === NONE && skips <= MOST_SKIPS) {
      const slot = peers.atWeight(this.stream.below(totalWeight));
      const usable = slot !== NONE && slot !== first && peers.usable(slot, 0, tried, now);
      // The first good draw counts among those that led to nothing.
      if (!usable || first === NONE) skips++;
      if (!usable) continue;
      if (first === NONE) first = slot;
      else chosen = conns[slot] * weight[first] > conns[first] * weight[slot] ? first : slot;
    }
    notes.skipped(request, skips);
    return chosen;
  }
}
