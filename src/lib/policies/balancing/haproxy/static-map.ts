import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Order } from './order.ts';
import type { Servers } from './servers.ts';

const TOTAL = 0;
const INDEX = 1;
const STALE = 2;

/**
 * HAProxy's `balance static-rr` (lb_map.c): a map of as many places as the weights sum to, gone through in turn. For each place
 * every server's score grows by its weight; the first with the largest floor((score + total) / total) gets it and pays the
 * total. Weights 3, 2, 1 give s1 s1 s2 s1 s2 s3. The map is made anew when a server goes up or down; the turn goes on.
 */
export class StaticMap implements Order {
  private readonly map: Int32Array;
  private readonly score: Int32Array;
  private readonly state: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly servers: Servers,
  ) {
    this.map = build.i32(servers.mostWeight);
    this.score = build.i32(servers.room);
    this.state = build.i32(3);
  }

  start(): void {
    this.state[INDEX] = 0;
    this.state[STALE] = 1;
  }

  up(): void {
    this.state[STALE] = 1;
  }

  down(): void {
    this.state[STALE] = 1;
  }

  reweighed(): void {}

  loaded(): void {}

  next(group: number, avoid: number): number {
    const { state, servers, map } = this;
    if (state[STALE] === 1) this.draw(group);
    const total = state[TOTAL];
    if (state[INDEX] >= total) state[INDEX] = 0;
    let avoidedAt = NONE;
    let avoided = NONE;
    for (let i = 0; i < total; i++) {
      const at = (state[INDEX] + i) % total;
      const slot = map[at];
      if (servers.isFull(slot)) continue;
      if (slot !== avoid) {
        state[INDEX] = at + 1;
        return slot;
      }
      avoided = slot;
      avoidedAt = at + 1;
    }
    if (avoided !== NONE) state[INDEX] = avoidedAt;
    return avoided;
  }

  /** Whose place a hash falls on, busy or not; NONE when nobody is up. */
  at(group: number, hash: number): number {
    if (this.state[STALE] === 1) this.draw(group);
    const total = this.state[TOTAL];
    return total === 0 ? NONE : this.map[hash % total];
  }

  private draw(group: number): void {
    const { servers, score, map, state } = this;
    const { effectiveWeight, room } = servers;
    const total = this.totalOf(group);
    score.fill(0);
    for (let at = 0; at < total; at++) {
      let best = NONE;
      let most = 0;
      for (let slot = 0; slot < room && (total > 1 || best === NONE); slot++) {
        if (!this.isIn(slot, group)) continue;
        score[slot] += effectiveWeight[slot];
        const claim = ((score[slot] + total) / total) | 0;
        if (best !== NONE && claim <= most) continue;
        best = slot;
        most = claim;
      }
      map[at] = best;
      score[best] -= total;
    }
    state[TOTAL] = total;
    state[STALE] = 0;
  }

  /** Places of the map. Without allbackups they are those of the first backup, though all backups claim them. */
  private totalOf(group: number): number {
    const { effectiveWeight, onlyBackup } = this.servers;
    if (onlyBackup !== NONE) return effectiveWeight[onlyBackup];
    let total = 0;
    for (let slot = 0; slot < this.score.length; slot++)
      if (this.isIn(slot, group)) total += effectiveWeight[slot];
    return total;
  }

  private isIn(slot: number, group: number): boolean {
    return this.servers.groupOf(slot) === group && this.servers.isUp(slot);
  }
}
