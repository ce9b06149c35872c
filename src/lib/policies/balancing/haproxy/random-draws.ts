import { NONE } from '#lib/engine/frames.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { Order } from './order.ts';
import type { Servers } from './servers.ts';

/**
 * HAProxy's `balance random(<draws>)` (get_server_rnd of backend.c): of so many servers drawn by weight the one with fewest requests
 * under way for its weight, the last drawn when they are equal. Drawn full, the call waits in the queue, even where another is free.
 */
export class RandomDraws implements Order {
  constructor(
    private readonly servers: Servers,
    private readonly stream: Stream,
    private readonly draws: number,
  ) {}

  start(): void {}

  up(): void {}

  down(): void {}

  reweighed(): void {}

  loaded(): void {}

  next(group: number, avoid: number): number {
    const { served, effectiveWeight } = this.servers;
    let slot = this.draw(group, avoid);
    for (let drawn = 1; drawn < this.draws; drawn++) {
      const other = this.draw(group, avoid);
      if (served[other] * effectiveWeight[slot] <= served[slot] * effectiveWeight[other]) slot = other;
    }
    return slot !== NONE && this.servers.isFull(slot) ? NONE : slot;
  }

  private draw(group: number, avoid: number): number {
    const total = this.weight(group, avoid);
    if (total === 0) return avoid !== NONE && this.isIn(avoid, group) ? avoid : NONE;
    const { effectiveWeight, room } = this.servers;
    let left = this.stream.below(total);
    for (let slot = 0; slot < room; slot++) {
      if (slot === avoid || !this.isIn(slot, group)) continue;
      if (left < effectiveWeight[slot]) return slot;
      left -= effectiveWeight[slot];
    }
    return NONE;
  }

  private weight(group: number, avoid: number): number {
    const { effectiveWeight, room } = this.servers;
    let total = 0;
    for (let slot = 0; slot < room; slot++) {
      if (slot !== avoid && this.isIn(slot, group)) total += effectiveWeight[slot];
    }
    return total;
  }

  private isIn(slot: number, group: number): boolean {
    return this.servers.groupOf(slot) === group && this.servers.isUp(slot);
  }
}
