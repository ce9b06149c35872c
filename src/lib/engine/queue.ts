import { assert } from '#lib/base/assert.ts';
import type { Part } from './arena.ts';
import { EngineLimit } from './limit.ts';

export interface QueueOptions {
  /** Most entries pending at once, 1 to 2^18. */
  limit?: number;
  /** First sequence number; tests start near the end to meet a renumbering early. */
  sequenceStart?: number;
}

/**
 * Events to come, ordered by (microsecond, order, insertion).
 *
 * A binary heap on one unique double, `(micros - base) * 2^20 + order * 2^18 + sequence`, which stays below
 * 2^53 and so is exact. One comparison decides everything, and the child is chosen without a branch. When the
 * 18-bit sequence runs out, or time has moved 2^32 us from the base, the pending entries are renumbered in
 * order, so FIFO within one microsecond and order is exact for ever.
 */
export class EventQueue implements Part {
  /** Time of the last popped event, in microseconds. Only the queue sets it. */
  readonly now: number = 0;
  /** Pending entries. Only the queue sets it. */
  readonly size: number = 0;

  private readonly limit: number;
  private base = 0;
  private sequence: number;
  private keys: Float64Array;
  private ids: Int32Array;

  constructor({ limit = 200_000, sequenceStart = 0 }: QueueOptions = {}) {
    // A renumbering leaves room in the sequence only while fewer than 2^18 entries share one microsecond.
    assert(limit >= 1 && limit <= SEQUENCES, 'a queue limit is 1 to 2^18');
    assert(sequenceStart >= 0 && sequenceStart <= SEQUENCES, 'a sequence number has 18 bits');
    this.limit = limit;
    this.sequence = sequenceStart;
    const capacity = Math.min(limit, FIRST_CAPACITY);
    this.keys = new Float64Array(capacity);
    this.ids = new Int32Array(capacity);
  }

  /**
   * Schedules `id` (an int32 >= 0) at a whole microsecond, not before `now`.
   * Order: 0 actions, 1 timers, 2 completions and messages, 3 arrivals.
   *
   * @throws EngineLimit `queue-full`, or `horizon` for an event more than 2^32 us (71 minutes) ahead
   */
  push(atMicros: number, order: number, id: number): void {
    assert(atMicros >= this.now, 'an event is not scheduled in the past');
    assert(Math.floor(atMicros) === atMicros, 'an event is scheduled at a whole microsecond');
    assert((order & 3) === order && (id & 0x7fffffff) === id, 'an order is 0 to 3, an id is a natural int32');
    if (atMicros - this.base > SPAN_MICROS || this.sequence === SEQUENCES) this.makeRoom(atMicros);
    const size = this.size;
    if (size === this.keys.length) this.grow();
    const keys = this.keys;
    const ids = this.ids;
    const key = (atMicros - this.base) * KEYS_PER_MICRO + (order * SEQUENCES + this.sequence);
    this.sequence++;
    let hole = size;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = keys[parent];
      if (above < key) break;
      keys[hole] = above;
      ids[hole] = ids[parent];
      hole = parent;
    }
    keys[hole] = key;
    ids[hole] = id;
    (this as Own).size = size + 1;
  }

  /**
   * As `push`, at a whole number of microseconds from now. The usual way in: a small integer is passed for free,
   * where the absolute time may be boxed.
   */
  pushAfter(delayMicros: number, order: number, id: number): void {
    this.push(this.now + delayMicros, order, id);
  }

  /** Takes the next event's id and moves `now` to its time; -1 when nothing is pending. */
  pop(): number {
    const last = this.size - 1;
    if (last < 0) return -1;
    const id = this.ids[0];
    (this as Own).now = this.base + Math.floor(this.keys[0] / KEYS_PER_MICRO);
    (this as Own).size = last;
    removeTop(this.keys, this.ids, last);
    return id;
  }

  /** Time of the next event in microseconds, Infinity when nothing is pending. */
  nextMicros(): number {
    return this.size === 0 ? Infinity : this.base + Math.floor(this.keys[0] / KEYS_PER_MICRO);
  }

  save(): unknown {
    const saved: Saved = {
      now: this.now,
      base: this.base,
      sequence: this.sequence,
      keys: this.keys.slice(0, this.size),
      ids: this.ids.slice(0, this.size),
    };
    return saved;
  }

  load(saved: unknown): void {
    const { now, base, sequence, keys, ids } = saved as Saved;
    (this as Own).now = now;
    (this as Own).size = keys.length;
    this.base = base;
    this.sequence = sequence;
    while (this.keys.length < keys.length) this.grow();
    this.keys.set(keys);
    this.ids.set(ids);
  }

  private grow(): void {
    const length = this.keys.length;
    if (length === this.limit) throw new EngineLimit('queue-full', { limit: this.limit });
    const { keys, ids } = this;
    this.keys = new Float64Array(Math.min(this.limit, length * 2));
    this.ids = new Int32Array(this.keys.length);
    this.keys.set(keys);
    this.ids.set(ids);
  }

  private makeRoom(atMicros: number): void {
    if (atMicros - this.now > SPAN_MICROS) {
      throw new EngineLimit('horizon', { nowMicros: this.now, atMicros });
    }
    if (this.size === this.limit) throw new EngineLimit('queue-full', { limit: this.limit });
    this.renumber();
  }

  /**
   * Sorts the pending entries (a sorted array is a heap), moves the base to `now`, and numbers the entries of
   * each microsecond and order from 0. New entries go on from the longest such run.
   */
  private renumber(): void {
    const size = this.size;
    const keys = this.keys.subarray(0, size);
    const ids = this.ids.subarray(0, size);
    for (let last = size - 1; last > 0; last--) {
      const key = keys[0];
      const id = ids[0];
      removeTop(keys, ids, last);
      keys[last] = key;
      ids[last] = id;
    }
    keys.reverse();
    ids.reverse();
    const shift = (this.now - this.base) * KEYS_PER_MICRO;
    let run = -1;
    let length = 0;
    let longest = 0;
    for (let i = 0; i < size; i++) {
      const group = Math.floor(keys[i] / SEQUENCES) * SEQUENCES - shift;
      length = group === run ? length + 1 : 1;
      run = group;
      longest = Math.max(longest, length);
      keys[i] = group + length - 1;
    }
    this.base = this.now;
    this.sequence = longest;
  }
}

/** The queue's own right to write what others only read. */
type Own = { now: number; size: number };

interface Saved {
  readonly now: number;
  readonly base: number;
  readonly sequence: number;
  readonly keys: Float64Array;
  readonly ids: Int32Array;
}

const SEQUENCES = 262_144; // 2^18
const KEYS_PER_MICRO = 1_048_576; // 2^20
const SPAN_MICROS = 4_294_967_296; // 2^32
const FIRST_CAPACITY = 1_024;

/** Moves the entry at `last` into the hole at the top and lets it sink; `last` is then free. */
function removeTop(keys: Float64Array, ids: Int32Array, last: number): void {
  const key = keys[last];
  const id = ids[last];
  let hole = 0;
  let child = 1;
  while (child < last) {
    // The right child may be `last` itself: then it equals `key`, and the loop ends here as it should.
    child += +(keys[child + 1] < keys[child]);
    const below = keys[child];
    if (below >= key) break;
    keys[hole] = below;
    ids[hole] = ids[child];
    hole = child;
    child = 2 * hole + 1;
  }
  keys[hole] = key;
  ids[hole] = id;
}
