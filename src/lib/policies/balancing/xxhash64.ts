/**
 * xxHash64 of a text's UTF-8 bytes (Y. Collet, xxHash specification 0.1.1), which Envoy places hosts and keys by. With
 * BigInt, for it is asked rarely: once for each point of a ring and once for each key.
 */
export function xxHash64(text: string, seed = 0n): bigint {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length;
  let at = 0;
  let hash: bigint;
  if (end >= STRIPE) {
    const lanes = [seed + P1 + P2, seed + P2, seed, seed - P1].map(wrap);
    for (; at + STRIPE <= end; at += STRIPE) {
      for (let i = 0; i < lanes.length; i++) lanes[i] = round(lanes[i], view.getBigUint64(at + i * 8, true));
    }
    hash = wrap(left(lanes[0], 1n) + left(lanes[1], 7n) + left(lanes[2], 12n) + left(lanes[3], 18n));
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * P1 + P4);
  } else hash = wrap(seed + P5);
  hash = wrap(hash + BigInt(end));
  for (; at + 8 <= end; at += 8) {
    hash ^= round(0n, view.getBigUint64(at, true));
    hash = wrap(left(hash, 27n) * P1 + P4);
  }
  if (at + 4 <= end) {
    hash ^= wrap(BigInt(view.getUint32(at, true)) * P1);
    hash = wrap(left(hash, 23n) * P2 + P3);
    at += 4;
  }
  for (; at < end; at++) {
    hash ^= wrap(BigInt(bytes[at]) * P5);
    hash = wrap(left(hash, 11n) * P1);
  }
  hash = wrap((hash ^ (hash >> 33n)) * P2);
  hash = wrap((hash ^ (hash >> 29n)) * P3);
  return hash ^ (hash >> 32n);
}

/** The upper and lower half of a 64-bit hash, as uint32. */
export function halves(hash: bigint): [high: number, low: number] {
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}

const STRIPE = 32;
const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function left(value: bigint, bits: bigint): bigint {
  return wrap(value << bits) | (value >> (64n - bits));
}

function round(lane: bigint, input: bigint): bigint {
  return wrap(left(wrap(lane + input * P2), 31n) * P1);
}
