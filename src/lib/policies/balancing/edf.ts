import type { Build } from '#lib/engine/build.ts';
import { NONE } from '#lib/engine/frames.ts';

/**
 * Earliest deadline first, Envoy's weighted scheduler (source/common/upstream/edf_scheduler.h): who is picked comes again 1 / weight
 * later, by its weight of that moment. Of equal deadlines the one that was set first comes first. With at most some dozens
 * of hosts a walk is faster than a heap.
 */
export class Edf {
  private readonly deadlines: Float64Array;
  private readonly orders: Float64Array;
  private readonly present: Uint8Array;
  /** [time, numbers given] */
  private readonly clock: Float64Array;

  constructor(build: Build<unknown>, room: number) {
    this.deadlines = build.f64(room);
    this.orders = build.f64(room);
    this.present = build.u8(room);
    this.clock = build.f64(2);
  }

  add(slot: number, weight: number): void {
    this.present[slot] = 1;
    this.deadlines[slot] = this.clock[0] + 1 / weight;
    this.orders[slot] = this.clock[1]++;
  }

  /** Who is due first; it must be added again. NONE when nobody is there. */
  next(): number {
    const { deadlines, orders, present } = this;
    let best = NONE;
    for (let slot = 0; slot < present.length; slot++) {
      if (present[slot] === 0) continue;
      const isEarlier =
        best === NONE ||
        deadlines[slot] < deadlines[best] ||
        (deadlines[slot] === deadlines[best] && orders[slot] < orders[best]);
      if (isEarlier) best = slot;
    }
    if (best === NONE) return NONE;
    present[best] = 0;
    this.clock[0] = deadlines[best];
    return best;
  }

  clear(): void {
    this.present.fill(0);
    this.clock.fill(0);
  }
}
