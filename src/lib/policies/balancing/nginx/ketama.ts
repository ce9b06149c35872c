import { NONE, type Frame } from '#lib/engine/frames.ts';
import { CRC_START, crcByte, crcEnd, crcText, crcWord } from './crc32.ts';
import { MOST_SKIPS } from './hash.ts';
import type { Keys } from './keys.ts';
import type { Peers } from './peers.ts';
import type { RequestNotes } from './request-notes.ts';

const POINTS_PER_WEIGHT = 160;

/** The ring of `hash key consistent`: points in ascending order, and whose each is. */
export interface Ring {
  readonly points: Uint32Array;
  readonly slots: Int32Array;
}

/**
 * Points of the servers on the ring (ngx_http_upstream_hash_module.c, compatible with Cache::Memcached::Fast): for each unit of
 * weight 160, point i = crc32(host \0 port previous point), the previous one as four bytes, lowest first, and 0 before the first.
 * Of equal points the first server's stays.
 */
export function ringOf(addresses: readonly string[], weights: ArrayLike<number>): Ring {
  const all = addresses.flatMap((address, slot) => {
    const colon = address.lastIndexOf(':');
    const host = colon < 0 ? address : address.slice(0, colon);
    const port = colon < 0 ? '' : address.slice(colon + 1);
    const base = crcText(crcByte(crcText(CRC_START, host), 0), port);
    let previous = 0;
    return Array.from({ length: weights[slot] * POINTS_PER_WEIGHT }, () => {
      previous = crcEnd(crcWord(base, previous | 0));
      return { point: previous, slot };
    });
  });
  const sorted = all.sort((a, b) => a.point - b.point || a.slot - b.slot);
  const ring = sorted.filter(({ point }, i) => i === 0 || point !== sorted[i - 1].point);
  return {
    points: Uint32Array.from(ring, ({ point }) => point),
    slots: Int32Array.from(ring, ({ slot }) => slot),
  };
}

/** Place of the first point at or after a hash; the number of points when it lies behind the last. */
export function placeOf({ points }: Ring, hash: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle] < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `hash key consistent`: the server of the first point at or after crc32(key); when it cannot be used, of the next point. */
export class Ketama {
  constructor(
    private readonly peers: Peers,
    private readonly keys: Keys,
    private readonly ring: Ring,
    private readonly notes: RequestNotes,
  ) {}

  /** A slot, or NONE when round robin is to take over. Points in vain at earlier tries are in vain again. */
  pick(call: Frame, request: Frame, tried: number): number {
    const { peers, ring, notes } = this;
    const { now } = peers;
    const { length } = ring.slots;
    const before = notes.skips(request);
    let place = placeOf(ring, crcEnd(this.keys.feed(CRC_START, call)));
    let skips = 0;
    for (let seen = 0; seen < length && skips <= MOST_SKIPS; seen++, place++) {
      const slot = ring.slots[place % length];
      // Points of servers that are not on the list are not on nginx's ring.
      if (!peers.belongs(slot, 0)) continue;
      if (skips < before || !peers.usable(slot, 0, tried, now)) {
        skips++;
        continue;
      }
      notes.skipped(request, skips);
      // Alone in its selection it gains and pays the same: only the effective weight recovers.
      peers.currentWeight[slot] -= peers.gain(slot);
      return slot;
    }
    notes.skipped(request, MOST_SKIPS + 1);
    return NONE;
  }
}
