import { assert } from '#lib/base/assert.ts';
import type { Part } from './arena.ts';
import { Buckets } from './buckets.ts';
import { EngineLimit } from './limit.ts';

/** A table whose records can be linked. The column may be replaced when the table grows. */
export interface Linked {
  readonly later: Int32Array;
}

export interface QueueOptions {
  /** Most entries pending at once. */
  limit?: number;
}

/**
 * Events to come, ordered by (microsecond, order, insertion): a hierarchical timing wheel (Varghese and Lauck 1987,
 * scheme 7) with exact times, so that pushing and popping cost the same however many events are pending.
 *
 * Time is whole, so a list can hold one microsecond and order alone. An event's *stamp*, `micros * 4 + order` since
 * the start of an era of 2^28 us, has 30 bits: three digits of ten. Lists of level 0 are told apart by the last
 * digit, those of level 1 by the middle one, of level 2 by the first; an event lies at the level of the first digit
 * in which its stamp differs from the present, and what is in a later era lies in one list beyond. When the levels
 * below are empty, the next list is opened and its events are laid out anew. Lists are first in, first out, and all
 * events of one stamp share a list at any time, so they stay in the order of their insertion.
 */
export class EventQueue implements Part {
  /** Time of the last popped event, in microseconds. Only the queue sets it. */
  readonly now: number = 0;
  /** Pending entries. Only the queue sets it. */
  readonly size: number = 0;

  private readonly limit: number;
  private eraStart = 0;
  /** `now` since the era began: a small integer, where `now` itself may be boxed. */
  private nowInEra = 0;
  /** The stamp at which the block of level 0 begins, and its time. */
  private present = 0;
  private presentMicros = 0;

  /** A bit for each list that is not empty, from the left; and for each level a bit for each word that is not 0. */
  private readonly words = new Int32Array((LEVELS * LISTS_PER_LEVEL) >> 5);
  private readonly any = new Int32Array(LEVELS);

  /** Level 0: the first and the last of each list, linked through the table's own column. All of a list have its stamp. */
  private readonly heads = new Int32Array(LISTS_PER_LEVEL);
  private readonly tails = new Int32Array(LISTS_PER_LEVEL);
  /** Levels 1 and 2: stamps and ids. */
  private readonly far = new Buckets(2 * LISTS_PER_LEVEL);
  /** In later eras. */
  private beyond: Beyond[] = [];

  /** Ids are places in this table, and an id is pending once at a time: near events are linked there. */
  constructor(
    private readonly table: Linked,
    { limit = 200_000 }: QueueOptions = {},
  ) {
    assert(limit >= 1 && limit <= MOST_ENTRIES, 'a queue limit is 1 to 2^24');
    this.limit = limit;
  }

  /**
   * Schedules `id` (a natural int32) at a whole microsecond, not before `now`.
   * Order: 0 actions, 1 timers, 2 completions and messages, 3 arrivals.
   *
   * @throws EngineLimit `queue-full`, or `horizon` for an event more than 2^32 us (71 minutes) ahead
   */
  push(atMicros: number, order: number, id: number): void {
    assert(atMicros >= this.now, 'an event is not scheduled in the past');
    assert((order & 3) === order && (id & 0x7fffffff) === id, 'an order is 0 to 3, an id is a natural int32');
    const ahead = atMicros - this.eraStart;
    if (ahead < ERA_MICROS) this.pushInEra(ahead, order, id);
    else this.pushBeyond(atMicros, order, id);
  }

  /**
   * As `push`, at a whole number of microseconds from now. The usual way in: a small integer is passed for free,
   * where the absolute time may be boxed.
   */
  pushAfter(delayMicros: number, order: number, id: number): void {
    const ahead = this.nowInEra + delayMicros;
    if ((ahead & LAST_MICROS) !== ahead || delayMicros < 0) {
      this.push(this.now + delayMicros, order, id);
      return;
    }
    this.admit();
    this.lay((ahead << 2) | order, id);
  }

  /**
   * Takes the next event's id and moves `now` to its time; -1 when nothing is pending before `untilMicros`. Only an
   * event that is taken moves the wheel, so what is pushed afterwards may lie at any time from `now` on.
   */
  pop(untilMicros = Infinity): number {
    if (this.any[0] === 0 && !this.descend(untilMicros)) return NONE;
    const list = this.firstList(0);
    const inEra = (this.present | list) >> 2;
    const atMicros = this.eraStart + inEra;
    if (atMicros >= untilMicros) return NONE;
    const id = this.heads[list];
    if (id === this.tails[list]) this.unmark(list);
    else this.heads[list] = this.table.later[id];
    this.nowInEra = inEra;
    (this as Own).now = atMicros;
    (this as Own).size = this.size - 1;
    return id;
  }

  /** Time of the next event in microseconds, Infinity when nothing is pending. */
  nextMicros(): number {
    if (this.any[0] !== 0) return this.presentMicros + (this.firstList(0) >> 2);
    for (let level = 1; level < LEVELS; level++) {
      if (this.any[level] !== 0) return this.eraStart + (this.leastStamp(this.firstList(level)) >> 2);
    }
    return this.beyond.reduce((least, { atMicros }) => Math.min(least, atMicros), Infinity);
  }

  /** Where an event lies follows from the pending ones and `now` alone: equal queues are saved alike. */
  save(): unknown {
    const saved: Saved = { now: this.now, keys: new Float64Array(this.size), ids: new Int32Array(this.size) };
    let at = 0;
    const note = (key: number, id: number): void => {
      saved.keys[at] = key;
      saved.ids[at++] = id;
    };
    const era = this.eraStart * 4;
    for (let list = 0; list < LISTS_PER_LEVEL; list++) {
      if (!this.isMarked(list)) continue;
      for (let id = this.heads[list]; ; id = this.table.later[id]) {
        note(era + (this.present | list), id);
        if (id === this.tails[list]) break;
      }
    }
    const { far } = this;
    for (let list = 0; list < 2 * LISTS_PER_LEVEL; list++) {
      for (let pair = far.first(list); pair !== 0; pair = far.after(list, pair)) {
        note(era + far.a(pair), far.b(pair));
      }
    }
    for (const { atMicros, order, id } of this.beyond) note(atMicros * 4 + order, id);
    return saved;
  }

  load(saved: unknown): void {
    const { now, keys, ids } = saved as Saved;
    this.words.fill(0);
    this.any.fill(0);
    this.far.clearAll();
    this.beyond = [];
    (this as Own).size = 0;
    (this as Own).now = now;
    this.startEra(Math.floor(now / ERA_MICROS));
    this.nowInEra = now - this.eraStart;
    this.enter((this.nowInEra << 2) & -LISTS_PER_LEVEL);
    keys.forEach((key, at) => this.push(Math.floor(key / 4), key % 4, ids[at]));
  }

  private pushInEra(ahead: number, order: number, id: number): void {
    const micros = ahead | 0;
    assert(micros === ahead, 'an event is scheduled at a whole microsecond');
    this.admit();
    this.lay((micros << 2) | order, id);
  }

  private pushBeyond(atMicros: number, order: number, id: number): void {
    if (atMicros - this.now > HORIZON_MICROS) {
      throw new EngineLimit('horizon', { nowMicros: this.now, atMicros });
    }
    assert(Math.floor(atMicros) === atMicros, 'an event is scheduled at a whole microsecond');
    this.admit();
    this.beyond.push({ atMicros, order, id });
  }

  private admit(): void {
    if (this.size === this.limit) this.refuse();
    (this as Own).size = this.size + 1;
  }

  private refuse(): never {
    throw new EngineLimit('queue-full', { limit: this.limit });
  }

  /** Puts an event of this era where it belongs at present. */
  private lay(stamp: number, id: number): void {
    const difference = stamp ^ this.present;
    if (difference < LISTS_PER_LEVEL) {
      this.layNear(stamp & LAST_DIGIT, id);
      return;
    }
    const isNear = difference < LISTS_PER_LEVEL << DIGIT;
    const list = isNear ? (stamp >> DIGIT) & LAST_DIGIT : LISTS_PER_LEVEL + (stamp >> (2 * DIGIT));
    this.far.append(list, stamp, id);
    this.mark(LISTS_PER_LEVEL + list);
  }

  private layNear(list: number, id: number): void {
    const word = list >> 5;
    const bit = LEFTMOST >>> (list & 31);
    if ((this.words[word] & bit) === 0) {
      this.heads[list] = id;
      this.words[word] |= bit;
      this.any[0] |= LEFTMOST >>> word;
    } else this.table.later[this.tails[list]] = id;
    this.tails[list] = id;
  }

  private mark(list: number): void {
    const word = list >> 5;
    this.words[word] |= LEFTMOST >>> (list & 31);
    this.any[list >> DIGIT] |= LEFTMOST >>> (word & 31);
  }

  private unmark(list: number): void {
    const word = list >> 5;
    this.words[word] ^= LEFTMOST >>> (list & 31);
    if (this.words[word] === 0) this.any[list >> DIGIT] ^= LEFTMOST >>> (word & 31);
  }

  private isMarked(list: number): boolean {
    return (this.words[list >> 5] & (LEFTMOST >>> (list & 31))) !== 0;
  }

  /** The next list of a level that is not empty. */
  private firstList(level: number): number {
    const word = (level << 5) | Math.clz32(this.any[level]);
    return (word << 5) | Math.clz32(this.words[word]);
  }

  private leastStamp(list: number): number {
    const { far } = this;
    const bucket = list - LISTS_PER_LEVEL;
    let least = LARGEST_STAMP;
    for (let pair = far.first(bucket); pair !== 0; pair = far.after(bucket, pair)) {
      least = Math.min(least, far.a(pair));
    }
    return least;
  }

  /** Lays the next list out, when level 0 is empty: false when nothing comes before `untilMicros`. */
  private descend(untilMicros: number): boolean {
    do {
      const level = this.any[1] !== 0 ? 1 : 2;
      if (this.any[level] === 0) {
        if (!(this.nextMicros() < untilMicros)) return false;
        this.openEra();
        continue;
      }
      const list = this.firstList(level);
      const shift = level * DIGIT;
      const begin = (this.present & -(1 << (shift + DIGIT))) | ((list & LAST_DIGIT) << shift);
      const endMicros = this.eraStart + (begin >> 2) + (1 << (shift - 2));
      if (endMicros > untilMicros && this.nextMicros() >= untilMicros) return false;
      this.open(list, begin);
    } while (this.any[0] === 0);
    return true;
  }

  private open(list: number, begin: number): void {
    const { far } = this;
    const bucket = list - LISTS_PER_LEVEL;
    this.unmark(list);
    if (far.isSingle(bucket)) {
      const pair = far.first(bucket);
      const stamp = far.a(pair);
      far.clear(bucket);
      this.enter(stamp & ~LAST_DIGIT);
      this.layNear(stamp & LAST_DIGIT, far.b(pair));
      return;
    }
    this.enter(begin);
    // What is laid out goes to other lists, never to this one.
    for (let pair = far.first(bucket); pair !== 0; pair = far.after(bucket, pair))
      this.lay(far.a(pair), far.b(pair));
    far.clear(bucket);
  }

  private openEra(): void {
    this.startEra(Math.floor(this.nextMicros() / ERA_MICROS));
    this.enter(0);
    const endMicros = this.eraStart + ERA_MICROS;
    for (const { atMicros, order, id } of this.beyond) {
      if (atMicros < endMicros) this.lay(((atMicros - this.eraStart) << 2) | order, id);
    }
    this.beyond = this.beyond.filter(({ atMicros }) => atMicros >= endMicros);
  }

  private startEra(era: number): void {
    this.eraStart = era * ERA_MICROS;
  }

  private enter(stamp: number): void {
    this.present = stamp;
    this.presentMicros = this.eraStart + (stamp >> 2);
  }
}

/** An event of a later era. */
interface Beyond {
  readonly atMicros: number;
  readonly order: number;
  readonly id: number;
}

/** The queue's own right to write what others only read. */
type Own = { now: number; size: number };

interface Saved {
  readonly now: number;
  /** `micros * 4 + order` since the start of the run, in the order of the lists. */
  readonly keys: Float64Array;
  readonly ids: Int32Array;
}

const NONE = -1;

const ERA_MICROS = 268_435_456; // 2^28
const LAST_MICROS = 0x0fffffff;
const HORIZON_MICROS = 4_294_967_296; // 2^32
const MOST_ENTRIES = 16_777_216; // 2^24

const DIGIT = 10;
const LAST_DIGIT = 1_023;
const LARGEST_STAMP = 0x3fffffff;
const LEVELS = 3;
const LISTS_PER_LEVEL = 1_024;
const LEFTMOST = 0x80000000;
