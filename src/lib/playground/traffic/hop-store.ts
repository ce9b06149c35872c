import { assert } from '#lib/base/assert.ts';
import type { HopChunk } from '#lib/runner/protocol.ts';
import { hopRank } from './thinning.ts';

/** Hops of one block share one "latest end", so that a block in which nothing is in flight costs one look. */
const BLOCK = 256;

/**
 * The page's bounded memory of messages on edges: a ring of typed columns that grows by need up to
 * `limit` hops and then forgets the oldest. A hop is named by its *sequence number*, which counts hops since
 * the last `clear`; columns are read at `slot(sequence)`. Starts never decrease along the sequence, so what
 * is in flight is found by binary search; one slow hop does not spoil it (see `eachInFlight`).
 */
export class HopStore {
  edge: Uint16Array;
  /** Simulated micros. */
  start: Float64Array;
  end: Float64Array;
  shape: Uint8Array;
  root: Float64Array;
  /** Hash of the hop's root, or of the hop itself for control traffic: decides what a thinned picture shows. */
  rank: Uint32Array;
  /** The oldest hop kept, and one beyond the newest. */
  first = 0;
  next = 0;
  /** Moves with every change: a picture of an equal version is still right. */
  version = 0;

  /** How far back the previous hop of the same root lies, 0 = none. */
  #back: Int32Array;
  /** How many request hops were appended before this one. */
  #requestsBefore: Float64Array;
  #blockEnd: Float64Array;
  #requests = 0;
  #longestMicros = 0;
  #newest = new Map<number, number>();
  #capacity: number;
  #typicalMicros = 0;
  #typicalAt = 0;
  readonly #limit: number;

  /** `limit`: most hops kept, a power of two of at least 512. */
  constructor(limit = 2 ** 17) {
    assert(limit >= 2 * BLOCK && Number.isInteger(Math.log2(limit)), 'a ring of 2^k hops');
    this.#limit = limit;
    this.#capacity = Math.min(limit, 4096);
    this.edge = new Uint16Array(this.#capacity);
    this.start = new Float64Array(this.#capacity);
    this.end = new Float64Array(this.#capacity);
    this.shape = new Uint8Array(this.#capacity);
    this.root = new Float64Array(this.#capacity);
    this.rank = new Uint32Array(this.#capacity);
    this.#back = new Int32Array(this.#capacity);
    this.#requestsBefore = new Float64Array(this.#capacity);
    this.#blockEnd = new Float64Array(this.#capacity / BLOCK);
  }

  get count(): number {
    return this.next - this.first;
  }

  /** When the oldest hop kept was sent; Infinity if none is. Simulated micros. */
  get firstStart(): number {
    return this.count === 0 ? Infinity : this.start[this.slot(this.first)];
  }

  slot(sequence: number): number {
    return sequence & (this.#capacity - 1);
  }

  append(chunk: HopChunk): void {
    for (let i = 0; i < chunk.count; i++) {
      this.#makeRoom();
      this.#put(chunk.edge[i], chunk.start[i], chunk.end[i], chunk.shape[i], chunk.root[i]);
    }
    if (chunk.count > 0) this.version++;
  }

  clear(): void {
    this.first = this.next = this.#requests = this.#longestMicros = 0;
    this.#typicalMicros = this.#typicalAt = 0;
    this.#newest.clear();
    this.version++;
  }

  /** Forgets every hop that starts at or after `fromMicros`. */
  truncate(fromMicros: number): void {
    const keep = this.firstFrom(fromMicros);
    if (keep === this.next) return;
    this.#requests = this.#requestsBefore[this.slot(keep)];
    for (let sequence = this.next - 1; sequence >= keep; sequence--) {
      const root = this.root[this.slot(sequence)];
      if (root < 0) continue;
      const before = this.previousOfRoot(sequence);
      if (before < 0) this.#newest.delete(root);
      else this.#newest.set(root, before);
    }
    this.next = keep;
    this.#typicalAt = Math.min(this.#typicalAt, this.count);
    // The block cut through may have had its latest end among the hops dropped.
    const cut = Math.max(this.first, Math.floor(keep / BLOCK) * BLOCK);
    let latest = -Infinity;
    for (let sequence = cut; sequence < keep; sequence++) {
      latest = Math.max(latest, this.end[this.slot(sequence)]);
    }
    this.#blockEnd[this.#block(keep)] = latest;
    this.version++;
  }

  /**
   * Calls `visit` with the sequence number of each hop that is under way at some moment of [from, to] (ends
   * included), oldest first, and returns how many hops were looked at: those found, plus a block or two at
   * the borders, plus one look for every 256 hops back to the longest hop ever seen.
   */
  eachInFlight(fromMicros: number, toMicros: number, visit: (sequence: number) => void): number {
    const beyond = this.#firstWhere(toMicros, true);
    let sequence = this.firstFrom(fromMicros - this.#longestMicros);
    let looked = 0;
    while (sequence < beyond) {
      const blockEnds = Math.min(beyond, (Math.floor(sequence / BLOCK) + 1) * BLOCK);
      looked++;
      if (this.#blockEnd[this.#block(sequence)] >= fromMicros) {
        looked += blockEnds - sequence;
        for (; sequence < blockEnds; sequence++) {
          if (this.end[this.slot(sequence)] >= fromMicros) visit(sequence);
        }
      }
      sequence = blockEnds;
    }
    return looked;
  }

  /** The newest hop known of a root, -1 if none is kept. */
  newestOfRoot(root: number): number {
    return this.#newest.get(root) ?? -1;
  }

  /** The hop of the same root that was sent before this one, -1 if none is kept. */
  previousOfRoot(sequence: number): number {
    const back = this.#back[this.slot(sequence)];
    return back === 0 || sequence - back < this.first ? -1 : sequence - back;
  }

  /** How many request hops, and how many hops of control traffic, start in [from, to). */
  countStarts(fromMicros: number, toMicros: number): { requests: number; control: number } {
    const from = this.firstFrom(fromMicros);
    const to = Math.max(from, this.firstFrom(toMicros));
    const requests = this.#requestsUpTo(to) - this.#requestsUpTo(from);
    return { requests, control: to - from - requests };
  }

  /** Sequence number of the first hop kept that starts at or after the time given. */
  firstFrom(micros: number): number {
    return this.#firstWhere(micros, false);
  }

  /**
   * A typical hop's duration: the median of some dozens spread over the record, 0 while nothing is known.
   * Measured anew only when the record has doubled, so that what depends on it does not waver.
   */
  typicalHopMicros(): number {
    if (this.count >= 16 && this.count >= 2 * this.#typicalAt) {
      this.#typicalAt = this.count;
      const spread = Array.from({ length: 63 }, (_, i) =>
        this.slot(this.first + Math.floor((i * this.count) / 63)),
      );
      const spans = spread.map((slot) => this.end[slot] - this.start[slot]).filter((span) => span > 0);
      spans.sort((a, b) => a - b);
      this.#typicalMicros = spans[spans.length >> 1] ?? 0;
    }
    return this.#typicalMicros;
  }

  #put(edge: number, start: number, end: number, shape: number, root: number): void {
    const sequence = this.next++;
    const slot = this.slot(sequence);
    this.edge[slot] = edge;
    this.start[slot] = start;
    this.end[slot] = end;
    this.shape[slot] = shape;
    this.root[slot] = root;
    this.rank[slot] = hopRank(root, edge, start);
    this.#back[slot] = 0;
    this.#requestsBefore[slot] = this.#requests;
    this.#longestMicros = Math.max(this.#longestMicros, end - start);
    const block = this.#block(sequence);
    this.#blockEnd[block] = sequence % BLOCK === 0 ? end : Math.max(this.#blockEnd[block], end);
    if (root < 0) return;
    this.#requests++;
    const before = this.#newest.get(root);
    if (before !== undefined) this.#back[slot] = sequence - before;
    this.#newest.set(root, sequence);
  }

  #makeRoom(): void {
    if (this.count < this.#capacity) return;
    if (this.#capacity < this.#limit) return this.#grow();
    // A whole block goes at once: a block's latest end then never speaks of hops of two ages.
    const until = (Math.floor(this.first / BLOCK) + 1) * BLOCK;
    for (; this.first < until; this.first++) {
      const root = this.root[this.slot(this.first)];
      if (this.#newest.get(root) === this.first) this.#newest.delete(root);
    }
  }

  #grow(): void {
    // Before the first eviction the sequence starts at 0 and the ring is full, so slots keep their places.
    this.#capacity *= 2;
    const to = this.#capacity;
    this.edge = grown(this.edge, new Uint16Array(to));
    this.start = grown(this.start, new Float64Array(to));
    this.end = grown(this.end, new Float64Array(to));
    this.shape = grown(this.shape, new Uint8Array(to));
    this.root = grown(this.root, new Float64Array(to));
    this.rank = grown(this.rank, new Uint32Array(to));
    this.#back = grown(this.#back, new Int32Array(to));
    this.#requestsBefore = grown(this.#requestsBefore, new Float64Array(to));
    this.#blockEnd = grown(this.#blockEnd, new Float64Array(to / BLOCK));
  }

  #block(sequence: number): number {
    return Math.floor(sequence / BLOCK) & (this.#blockEnd.length - 1);
  }

  #requestsUpTo(sequence: number): number {
    return sequence === this.next ? this.#requests : this.#requestsBefore[this.slot(sequence)];
  }

  /** First hop with start >= micros, or > micros when `after`. */
  #firstWhere(micros: number, after: boolean): number {
    let low = this.first;
    let high = this.next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const start = this.start[this.slot(middle)];
      if (start < micros || (after && start === micros)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function grown<A extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>(
  from: A,
  to: A,
): A {
  to.set(from);
  return to;
}
