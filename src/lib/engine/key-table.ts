import { NONE } from './frames.ts';

/** Where a table's state lives: an arena, or what a policy is built with. */
export interface Views {
  i32(length: number): Int32Array;
}

const COUNT = 0;
const NEWEST = 1;
const OLDEST = 2;
const FREED = 3;
const TOP = 4;
const DROPPED = 5;
const STATE = 6;

/**
 * Rows by key, at most `capacity` of them, the one used longest ago first in line to be dropped. The table tells only which
 * row is a key's; whoever uses it keeps columns of `capacity` numbers beside it. Open addressing with linear probing, and
 * with holes closed on removal (Knuth, TAOCP vol. 3, 6.4, algorithm R), so that nothing is allocated and nothing rots.
 */
export class KeyTable {
  /** Row + 1 by place; 0: empty. */
  private readonly places: Int32Array;
  private readonly mask: number;
  private readonly shift: number;
  private readonly keys: Int32Array;
  /** The rows from newest to oldest use, linked as row + 1; `older` also links freed rows. */
  private readonly newer: Int32Array;
  private readonly older: Int32Array;
  private readonly state: Int32Array;

  constructor(
    views: Views,
    readonly capacity: number,
  ) {
    let bits = 1;
    while (1 << bits < capacity * 2) bits++;
    this.places = views.i32(1 << bits);
    this.mask = (1 << bits) - 1;
    this.shift = 32 - bits;
    this.keys = views.i32(capacity);
    this.newer = views.i32(capacity);
    this.older = views.i32(capacity);
    this.state = views.i32(STATE);
  }

  get count(): number {
    return this.state[COUNT];
  }

  /** Rows dropped because the table was full. */
  get dropped(): number {
    return this.state[DROPPED];
  }

  /** The row used last, or NONE. */
  get newest(): number {
    return this.state[NEWEST] - 1;
  }

  /** The row used longest ago, or NONE. */
  get oldest(): number {
    return this.state[OLDEST] - 1;
  }

  /** The row used next before this one, or NONE. */
  olderThan(row: number): number {
    return this.older[row] - 1;
  }

  keyOf(row: number): number {
    return this.keys[row];
  }

  /** The row of a key, or NONE; that it was asked for is no use. */
  find(key: number): number {
    const { places, keys, mask } = this;
    for (let at = this.homeOf(key); places[at] !== 0; at = (at + 1) & mask) {
      if (keys[places[at] - 1] === key) return places[at] - 1;
    }
    return NONE;
  }

  /** The row was used just now. */
  touch(row: number): void {
    if (this.state[NEWEST] === row + 1) return;
    this.unlink(row);
    this.link(row);
  }

  /** A row for a key that has none; its columns hold what they held. When the table is full the oldest row goes. */
  add(key: number): number {
    const { places, mask, state } = this;
    if (state[COUNT] === this.capacity) {
      this.remove(this.oldest);
      state[DROPPED]++;
    }
    const row = this.takeRow();
    let at = this.homeOf(key);
    while (places[at] !== 0) at = (at + 1) & mask;
    places[at] = row + 1;
    this.keys[row] = key;
    this.link(row);
    state[COUNT]++;
    return row;
  }

  remove(row: number): void {
    const { places, mask, state } = this;
    let hole = this.homeOf(this.keys[row]);
    while (places[hole] !== row + 1) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; places[at] !== 0; at = (at + 1) & mask) {
      const home = this.homeOf(this.keys[places[at] - 1]);
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      places[hole] = places[at];
      hole = at;
    }
    places[hole] = 0;
    this.unlink(row);
    this.older[row] = state[FREED];
    state[FREED] = row + 1;
    state[COUNT]--;
  }

  clear(): void {
    this.places.fill(0);
    this.state.fill(0);
  }

  /** Fibonacci hashing: the top bits of the key times 2^32 / the golden ratio. */
  private homeOf(key: number): number {
    return Math.imul(key, 0x9e3779b1) >>> this.shift;
  }

  private takeRow(): number {
    const { state } = this;
    if (state[FREED] === 0) return state[TOP]++;
    const row = state[FREED] - 1;
    state[FREED] = this.older[row];
    return row;
  }

  private link(row: number): void {
    const { state } = this;
    this.newer[row] = 0;
    this.older[row] = state[NEWEST];
    if (state[NEWEST] !== 0) this.newer[state[NEWEST] - 1] = row + 1;
    else state[OLDEST] = row + 1;
    state[NEWEST] = row + 1;
  }

  private unlink(row: number): void {
    const { newer, older, state } = this;
    if (newer[row] === 0) state[NEWEST] = older[row];
    else older[newer[row] - 1] = older[row];
    if (older[row] === 0) state[OLDEST] = newer[row];
    else newer[older[row] - 1] = newer[row];
  }
}
