import { NONE } from '#lib/engine/frames.ts';
import type { Order } from './order.ts';
import type { Servers } from './servers.ts';

/** HAProxy's `balance first` (lb_fas.c): the first server in order that is not full, so that the last ones may be switched off. */
export class First implements Order {
  constructor(private readonly servers: Servers) {}

  start(): void {}

  up(): void {}

  down(): void {}

  reweighed(): void {}

  loaded(): void {}

  next(group: number, avoid: number): number {
    const { servers } = this;
    let avoided = NONE;
    for (let slot = 0; slot < servers.room; slot++) {
      if (servers.groupOf(slot) !== group || !servers.isUp(slot) || servers.isFull(slot)) continue;
      if (slot !== avoid) return slot;
      avoided = slot;
    }
    return avoided;
  }
}
