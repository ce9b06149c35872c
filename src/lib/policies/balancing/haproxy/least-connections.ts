import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';
import { MOST_WEIGHT, type Order } from './order.ts';
import type { Servers } from './servers.ts';

/**
 * HAProxy's `balance leastconn` (lb_fwlc.c, 2.6): the least key (requests under way + 1) * 4096 / effective weight, where an idle
 * server's is 0: it comes before any busy one, whatever its weight. Of equal keys the one that has had it for longest.
 */
export class LeastConnections implements Order {
  private readonly key: Int32Array;
  private readonly ticket: Int32Array;
  private readonly tickets: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly servers: Servers,
  ) {
    this.key = build.i32(servers.room);
    this.ticket = build.i32(servers.room);
    this.tickets = build.i32(1);
  }

  start(): void {
    this.tickets[0] = 0;
    for (let slot = 0; slot < this.servers.room; slot++) if (this.servers.isUp(slot)) this.up(slot);
  }

  up(slot: number): void {
    this.key[slot] = this.keyOf(slot);
    this.ticket[slot] = ++this.tickets[0];
  }

  down(): void {}

  reweighed(slot: number): void {
    this.up(slot);
  }

  loaded(slot: number): void {
    if (this.servers.isUp(slot) && this.keyOf(slot) !== this.key[slot]) this.up(slot);
  }

  next(group: number, avoid: number): number {
    const { servers, key, ticket } = this;
    let best = NONE;
    let avoided = NONE;
    for (let slot = 0; slot < servers.room; slot++) {
      if (servers.groupOf(slot) !== group || !servers.isUp(slot) || servers.isFull(slot)) continue;
      if (slot === avoid) {
        avoided = slot;
        continue;
      }
      const earlier = best === NONE ? -1 : key[slot] - key[best] || ticket[slot] - ticket[best];
      if (earlier < 0) best = slot;
    }
    return best === NONE ? avoided : best;
  }

  private keyOf(slot: number): number {
    const { served, effectiveWeight } = this.servers;
    return served[slot] === 0 ? 0 : (((served[slot] + 1) * MOST_WEIGHT) / effectiveWeight[slot]) | 0;
  }
}
