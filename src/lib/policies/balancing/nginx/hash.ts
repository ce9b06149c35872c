import { NONE, type Frame } from '#lib/engine/frames.ts';
import { CRC_START, crcDigits, crcEnd } from './crc32.ts';
import type { Keys } from './keys.ts';
import type { Peers } from './peers.ts';
import type { RequestNotes } from './request-notes.ts';

/** After so many servers that could not be used, round robin takes over. */
export const MOST_SKIPS = 20;

/**
 * `hash key` (ngx_http_upstream_hash_module.c, compatible with Cache::Memcached): the sum over the rounds so far of
 * (crc32(round key) >> 16) & 0x7fff, the round left out in the first, modulo the total weight says whose turn it is. A server
 * that cannot be used costs a further round, and so does a next try.
 */
export class PlainHash {
  constructor(
    private readonly peers: Peers,
    private readonly keys: Keys,
    private readonly notes: RequestNotes,
  ) {}

  /** A slot, or NONE when round robin is to take over. `picks`: earlier tries of the request. */
  pick(call: Frame, request: Frame, tried: number, picks: number): number {
    const { peers, notes } = this;
    const { now } = peers;
    // Without a list everything is skipped.
    const totalWeight = Math.max(1, peers.totalWeight);
    let skips = notes.skips(request);
    const rounds = skips + picks;
    let hash = 0;
    let slot = NONE;
    for (let round = 0; round < rounds; round++) hash += this.ofRound(call, round);
    for (let round = rounds; slot === NONE && skips <= MOST_SKIPS; round++) {
      hash += this.ofRound(call, round);
      const there = peers.atWeight(hash % totalWeight);
      if (there !== NONE && peers.usable(there, 0, tried, now)) slot = there;
      else skips++;
    }
    notes.skipped(request, skips);
    return slot;
  }

  private ofRound(call: Frame, round: number): number {
    const begun = round === 0 ? CRC_START : crcDigits(CRC_START, round);
    return (crcEnd(this.keys.feed(begun, call)) >>> 16) & 0x7fff;
  }
}
