import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { MOST_SKIPS } from './hash.ts';
import type { Peers } from './peers.ts';
import type { RequestNotes } from './request-notes.ts';

/** `random` (ngx_http_upstream_random_module.c): a server drawn by weight, and drawn again while it cannot be used. */
export class RandomOne {
  constructor(
    private readonly peers: Peers,
    private readonly stream: Stream,
    private readonly notes: RequestNotes,
  ) {}

  /** A slot, or NONE when round robin is to take over. */
  pick(request: Frame, tried: number): number {
    const { peers, notes } = this;
    const { now } = peers;
    const totalWeight = Math.max(1, peers.totalWeight);
    let skips = notes.skips(request);
    let chosen = NONE;
    while (chosen === NONE && skips <= MOST_SKIPS) {
      const slot = peers.atWeight(this.stream.below(totalWeight));
      if (slot !== NONE && peers.usable(slot, 0, tried, now)) chosen = slot;
      else skips++;
    }
    notes.skipped(request, skips);
    return chosen;
  }
}
