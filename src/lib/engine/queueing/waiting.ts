import type { Frame } from '#lib/engine/frames.ts';

/** Where a line's state is to live. */
export interface Room {
  i32(length: number): Int32Array;
  f64(length: number): Float64Array;
}

const OLDEST = 0;
const COUNT = 1;

/** Visits in order of arrival and since when they wait, open at both ends: a ring as long as the queue may be. */
export class Waiting {
  private readonly visits: Int32Array;
  private readonly since: Float64Array;
  private readonly ends: Int32Array;

  constructor(
    room: Room,
    private readonly limit: number,
  ) {
    this.visits = room.i32(limit);
    this.since = room.f64(limit);
    this.ends = room.i32(2);
  }

  get count(): number {
    return this.ends[COUNT];
  }

  add(visit: Frame, nowMicros: number): void {
    const at = this.place(this.ends[COUNT]++);
    this.visits[at] = visit;
    this.since[at] = nowMicros;
  }

  /** Since when the one who came first waits; somebody does. */
  oldestSince(): number {
    return this.since[this.ends[OLDEST]];
  }

  newestSince(): number {
    return this.since[this.place(this.ends[COUNT] - 1)];
  }

  takeOldest(): Frame {
    const at = this.ends[OLDEST];
    this.ends[OLDEST] = this.place(1);
    this.ends[COUNT]--;
    return this.visits[at];
  }

  takeNewest(): Frame {
    return this.visits[this.place(--this.ends[COUNT])];
  }

  clear(): void {
    this.ends.fill(0);
  }

  private place(nth: number): number {
    const at = this.ends[OLDEST] + nth;
    return at < this.limit ? at : at - this.limit;
  }
}
