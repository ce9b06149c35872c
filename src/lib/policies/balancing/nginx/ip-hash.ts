import { NONE, type Frame } from '#lib/engine/frames.ts';
import { MOST_SKIPS } from './hash.ts';
import type { Keys } from './keys.ts';
import type { Peers } from './peers.ts';
import type { RequestNotes } from './request-notes.ts';

/**
 * `ip_hash` (ngx_http_upstream_ip_hash_module.c): of the first three octets of the client's IPv4 address, each in its turn
 * hash = (hash * 113 + octet) % 6271, from 89 on, modulo the total weight. A server that cannot be used costs a further round
 * of the three, and so does a next try.
 */
export class IpHash {
  constructor(
    private readonly peers: Peers,
    private readonly keys: Keys,
    private readonly notes: RequestNotes,
  ) {}

  /** A slot, or NONE when round robin is to take over. `picks`: earlier tries of the request. */
  pick(call: Frame, request: Frame, tried: number, picks: number): number {
    const { peers, notes } = this;
    const { now } = peers;
    const address = this.keys.addressOf(call);
    const totalWeight = Math.max(1, peers.totalWeight);
    let skips = notes.skips(request);
    let hash = START;
    let slot = NONE;
    for (let round = skips + picks; round > 0; round--) hash = ofRound(hash, address);
    while (slot === NONE && skips <= MOST_SKIPS) {
      hash = ofRound(hash, address);
      const there = peers.atWeight(hash % totalWeight);
      if (there !== NONE && peers.usable(there, 0, tried, now)) slot = there;
      else skips++;
    }
    notes.skipped(request, skips);
    return slot;
  }
}

const START = 89;
const OCTETS = 3;

function ofRound(before: number, address: number): number {
  let hash = before;
  for (let octet = 0; octet < OCTETS; octet++)
    hash = (hash * 113 + ((address >>> (24 - 8 * octet)) & 0xff)) % 6_271;
  return hash;
}
