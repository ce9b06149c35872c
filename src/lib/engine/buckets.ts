/**
 * Many lists of pairs of int32s, first in, first out: each a chain of blocks of one pool, so that appending writes and
 * emptying reads memory in order, however many lists there are. No pair is looked for: a list is walked, or emptied.
 */
export class Buckets {
  /** Blocks of `BLOCK` numbers: the number of the next block, one that is not used, then pairs. Block 0 belongs to none. */
  private pool = new Int32Array(BLOCK * 64);
  private top = BLOCK;
  private freeHead = 0;
  /** By list: where its first block begins, and where its next pair goes; 0: it is empty. */
  private readonly heads: Int32Array;
  private readonly ends: Int32Array;

  constructor(lists: number) {
    this.heads = new Int32Array(lists);
    this.ends = new Int32Array(lists);
  }

  append(list: number, a: number, b: number): void {
    let end = this.ends[list];
    if ((end & IN_BLOCK) === 0) end = this.extend(list, end);
    const pool = this.pool;
    pool[end] = a;
    pool[end + 1] = b;
    this.ends[list] = end + 2;
  }

  /** Whether it holds one pair. */
  isSingle(list: number): boolean {
    return this.ends[list] === this.heads[list] + FIRST + 2;
  }

  /** Where its first pair lies: read it with `a` and `b`, and go on with `after`. 0 when there is none. */
  first(list: number): number {
    return this.ends[list] === 0 ? 0 : this.heads[list] + FIRST;
  }

  /** Where the next pair lies, 0 after the last. */
  after(list: number, at: number): number {
    const next = at + 2;
    if (next === this.ends[list]) return 0;
    return (next & IN_BLOCK) === 0 ? this.pool[at & ~IN_BLOCK] + FIRST : next;
  }

  a(at: number): number {
    return this.pool[at];
  }

  b(at: number): number {
    return this.pool[at + 1];
  }

  /** Forgets its pairs; they can be read until the next `append`. */
  clear(list: number): void {
    const end = this.ends[list];
    if (end === 0) return;
    const last = (end - 2) & ~IN_BLOCK;
    this.pool[last] = this.freeHead;
    this.freeHead = this.heads[list];
    this.ends[list] = 0;
  }

  clearAll(): void {
    this.ends.fill(0);
    this.top = BLOCK;
    this.freeHead = 0;
  }

  /** A block more for a list that is empty or whose last block is full. Where its first pair goes. */
  private extend(list: number, end: number): number {
    const block = this.take();
    if (end === 0) this.heads[list] = block;
    else this.pool[end - BLOCK] = block;
    return block + FIRST;
  }

  private take(): number {
    const free = this.freeHead;
    if (free !== 0) {
      this.freeHead = this.pool[free];
      return free;
    }
    if (this.top === this.pool.length) {
      const pool = new Int32Array(this.pool.length * 2);
      pool.set(this.pool);
      this.pool = pool;
    }
    const block = this.top;
    this.top += BLOCK;
    return block;
  }
}

const BLOCK = 32;
const IN_BLOCK = BLOCK - 1;
const FIRST = 2;
