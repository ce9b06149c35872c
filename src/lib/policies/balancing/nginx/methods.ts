import { NONE } from '#lib/engine/frames.ts';
import type { Peers } from './peers.ts';

/**
 * Smooth weighted round robin (ngx_http_upstream_get_peer): each usable server gains its effective weight, the largest
 * current weight wins and pays the total. Weights 5, 1, 1 give a a b a c a a. A slot, or NONE.
 */
export function smoothRoundRobin(peers: Peers, set: number, tried: number): number {
  const { now, room, currentWeight } = peers;
  let best = NONE;
  let total = 0;
  for (let slot = 0; slot < room; slot++) {
    if (!peers.usable(slot, set, tried, now)) continue;
    total += peers.gain(slot);
    if (best === NONE || currentWeight[slot] > currentWeight[best]) best = slot;
  }
  if (best !== NONE) currentWeight[best] -= total;
  return best;
}

/**
 * Fewest requests under way for its weight (ngx_http_upstream_least_conn_module.c). Only when several tie are the tied ones
 * taken by smooth weighted round robin, and only they gain weight.
 */
export function leastConn(peers: Peers, set: number, tried: number): number {
  const { now, room, conns, weight, currentWeight } = peers;
  let best = NONE;
  let first = NONE;
  let tie = false;
  for (let slot = 0; slot < room; slot++) {
    if (!peers.usable(slot, set, tried, now)) continue;
    const load = best === NONE ? -1 : conns[slot] * weight[best] - conns[best] * weight[slot];
    if (load === 0) tie = true;
    if (load >= 0) continue;
    best = first = slot;
    tie = false;
  }
  if (!tie) return best;
  let total = 0;
  for (let slot = first; slot < room; slot++) {
    if (!peers.usable(slot, set, tried, now)) continue;
    if (conns[slot] * weight[best] !== conns[best] * weight[slot]) continue;
    total += peers.gain(slot);
    if (currentWeight[slot] > currentWeight[best]) best = slot;
  }
  currentWeight[best] -= total;
  return best;
}
