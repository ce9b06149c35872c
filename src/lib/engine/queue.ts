import { assert } from '#lib/base/assert.ts';
import type { Part } from './arena.ts';
import { EngineLimit } from './limit.ts';

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
  /** The stamp at which the block of level 0 begins, and its time. */
  private present = 0;
  private presentMicros = 0;

  /** Offsets of the first and last entry of each list; NONE as the last says that it is empty. */
  private readonly heads = new Int32Array(LISTS);
  private readonly tails = new Int32Array(LISTS).fill(NONE);
  /** A bit for each list that is not empty, from the left; and for each level a bit for each word that is not 0. */
  private readonly words = new Int32Array(LISTS >> 5);
  private readonly any = new Int32Array(LEVELS);

  /** `ENTRY` numbers an entry: STAMP, ID, NEXT, ERA. */
  private entries: Int32Array;
  private top = 0;
  private freeHead = NONE;

  constructor({ limit = 200_000 }: QueueOptions = {}) {
    assert(limit >= 1 && limit <= MOST_ENTRIES, 'a queue limit is 1 to 2^24');
    this.limit = limit;
    this.entries = new Int32Array(Math.min(limit, FIRST_CAPACITY) * ENTRY);
  }

  /**
   * Schedules `id` (an int32 >= 0) at a whole microsecond, not before `now`.
   * Order: 0 actions, 1 timers, 2 completions and messages, 3 arrivals.
   *
   * @throws EngineLimit `queue-full`, or `horizon` for an event more than 2^32 us (71 minutes) ahead
   */
  push(atMicros: number, order: number, id: number): void {
    assert(atMicros >= this.now, 'an event is not scheduled in the past');
    assert((order & 3) === order && (id & 0x7fffffff) === id, 'an order is 0 to 3, an id is a natural int32');
    const ahead = atMicros - this.eraStart;
    if (ahead >= ERA_MICROS) {
      this.pushBeyond(atMicros, order, id);
      return;
    }
    const micros = ahead | 0;
    assert(micros === ahead, 'an event is scheduled at a whole microsecond');
    const entry = this.take(id);
    const stamp = (micros << 2) | order;
    this.entries[entry] = stamp;
    this.lay(entry, stamp);
  }

  /**
   * As `push`, at a whole number of microseconds from now. The usual way in: a small integer is passed for free,
   * where the absolute time may be boxed.
   */
  pushAfter(delayMicros: number, order: number, id: number): void {
    this.push(this.now + delayMicros, order, id);
  }

  /**
   * Takes the next event's id and moves `now` to its time; -1 when nothing is pending before `untilMicros`. Only an
   * event that is taken moves the wheel, so what is pushed afterwards may lie at any time from `now` on.
   */
  pop(untilMicros = Infinity): number {
    const list = this.any[0] !== 0 ? this.firstList(0) : this.descend(untilMicros);
    if (list === NONE) return -1;
    const entries = this.entries;
    const entry = this.heads[list];
    const atMicros = this.eraStart + (entries[entry] >> 2);
    if (atMicros >= untilMicros) return -1;
    if (list > LAST_DIGIT) this.enter(entries[entry] & ~LAST_DIGIT);
    if (entry === this.tails[list]) this.clear(list);
    else this.heads[list] = entries[entry + NEXT];
    entries[entry + NEXT] = this.freeHead;
    this.freeHead = entry;
    (this as Own).now = atMicros;
    (this as Own).size = this.size - 1;
    return entries[entry + ID];
  }

  /** Time of the next event in microseconds, Infinity when nothing is pending. */
  nextMicros(): number {
    if (this.any[0] !== 0) return this.presentMicros + (this.firstList(0) >> 2);
    for (let level = 1; level < LEVELS; level++) {
      if (this.any[level] !== 0) return this.eraStart + (this.leastStamp(this.firstList(level)) >> 2);
    }
    let least = Infinity;
    for (let entry = this.first(BEYOND); entry !== NONE; entry = this.entries[entry + NEXT]) {
      least = Math.min(least, this.entries[entry + ERA] * ERA_MICROS + (this.entries[entry] >> 2));
    }
    return least;
  }

  /** Where an event lies follows from the pending ones and `now` alone: equal queues are saved alike. */
  save(): unknown {
    const { entries, size, now } = this;
    const saved: Saved = { now, keys: new Float64Array(size), ids: new Int32Array(size) };
    let at = 0;
    for (let list = 0; list < LISTS; list++) {
      const eraStart = list === BEYOND ? 0 : this.eraStart;
      for (let entry = this.first(list); entry !== NONE; entry = entries[entry + NEXT]) {
        saved.keys[at] = (eraStart + entries[entry + ERA] * ERA_MICROS) * 4 + entries[entry];
        saved.ids[at++] = entries[entry + ID];
      }
    }
    return saved;
  }

  load(saved: unknown): void {
    const { now, keys, ids } = saved as Saved;
    this.tails.fill(NONE);
    this.words.fill(0);
    this.any.fill(0);
    this.top = 0;
    this.freeHead = NONE;
    (this as Own).size = 0;
    (this as Own).now = now;
    this.startEra(Math.floor(now / ERA_MICROS));
    this.enter(((now - this.eraStart) << 2) & -LISTS_PER_LEVEL);
    keys.forEach((key, at) => this.push(Math.floor(key / 4), key % 4, ids[at]));
  }

  private pushBeyond(atMicros: number, order: number, id: number): void {
    if (atMicros - this.now > HORIZON_MICROS) {
      throw new EngineLimit('horizon', { nowMicros: this.now, atMicros });
    }
    assert(Math.floor(atMicros) === atMicros, 'an event is scheduled at a whole microsecond');
    const entry = this.take(id);
    const era = Math.floor(atMicros / ERA_MICROS);
    this.entries[entry] = ((atMicros - era * ERA_MICROS) << 2) | order;
    this.entries[entry + ERA] = era;
    this.append(BEYOND, entry);
  }

  /** A fresh entry for an event to come. */
  private take(id: number): number {
    let entry = this.freeHead;
    if (entry === NONE) {
      if (this.size === this.limit) throw new EngineLimit('queue-full', { limit: this.limit });
      entry = this.top;
      this.top += ENTRY;
      if (entry === this.entries.length) this.grow();
    } else this.freeHead = this.entries[entry + NEXT];
    this.entries[entry + ID] = id;
    this.entries[entry + ERA] = 0;
    (this as Own).size = this.size + 1;
    return entry;
  }

  /** Puts an entry of this era where it belongs at present. */
  private lay(entry: number, stamp: number): void {
    const difference = stamp ^ this.present;
    if (difference < 1 << DIGIT) this.append(stamp & LAST_DIGIT, entry);
    else if (difference < 1 << (2 * DIGIT))
      this.append(LISTS_PER_LEVEL + ((stamp >> DIGIT) & LAST_DIGIT), entry);
    else this.append(2 * LISTS_PER_LEVEL + (stamp >> (2 * DIGIT)), entry);
  }

  private append(list: number, entry: number): void {
    const tail = this.tails[list];
    this.entries[entry + NEXT] = NONE;
    this.tails[list] = entry;
    if (tail !== NONE) {
      this.entries[tail + NEXT] = entry;
      return;
    }
    this.heads[list] = entry;
    if (list === BEYOND) return;
    const word = list >> 5;
    this.words[word] |= LEFTMOST >>> (list & 31);
    this.any[list >> DIGIT] |= LEFTMOST >>> (word & 31);
  }

  private clear(list: number): void {
    this.tails[list] = NONE;
    const word = list >> 5;
    this.words[word] ^= LEFTMOST >>> (list & 31);
    if (this.words[word] === 0) this.any[list >> DIGIT] ^= LEFTMOST >>> (word & 31);
  }

  private first(list: number): number {
    return this.tails[list] === NONE ? NONE : this.heads[list];
  }

  /** The next list of a level that is not empty. */
  private firstList(level: number): number {
    const word = (level << 5) | Math.clz32(this.any[level]);
    return (word << 5) | Math.clz32(this.words[word]);
  }

  private leastStamp(list: number): number {
    let least = LARGEST_STAMP;
    for (let entry = this.heads[list]; entry !== NONE; entry = this.entries[entry + NEXT]) {
      least = Math.min(least, this.entries[entry]);
    }
    return least;
  }

  /**
   * The list that begins with the next event, when level 0 is empty: NONE when that is not before `untilMicros`. Else
   * the present moves on; but an event that is alone in its list is taken from there.
   */
  private descend(untilMicros: number): number {
    while (this.any[0] === 0) {
      const level = this.any[1] !== 0 ? 1 : 2;
      if (this.any[level] === 0) {
        if (!(this.nextMicros() < untilMicros)) return NONE;
        this.openEra();
        continue;
      }
      const list = this.firstList(level);
      if (this.heads[list] === this.tails[list]) return list;
      const shift = level * DIGIT;
      const begin = (this.present & -(1 << (shift + DIGIT))) | ((list & LAST_DIGIT) << shift);
      const endMicros = this.eraStart + (begin >> 2) + (1 << (shift - 2));
      if (endMicros > untilMicros && this.nextMicros() >= untilMicros) return NONE;
      this.open(list, begin);
    }
    return this.firstList(0);
  }

  private open(list: number, begin: number): void {
    this.enter(begin);
    let entry = this.heads[list];
    this.clear(list);
    while (entry !== NONE) {
      const next = this.entries[entry + NEXT];
      this.lay(entry, this.entries[entry]);
      entry = next;
    }
  }

  private openEra(): void {
    this.startEra(Math.floor(this.nextMicros() / ERA_MICROS));
    this.enter(0);
    const era = this.eraStart / ERA_MICROS;
    let entry = this.first(BEYOND);
    this.tails[BEYOND] = NONE;
    while (entry !== NONE) {
      const next = this.entries[entry + NEXT];
      if (this.entries[entry + ERA] === era) {
        this.entries[entry + ERA] = 0;
        this.lay(entry, this.entries[entry]);
      } else this.append(BEYOND, entry);
      entry = next;
    }
  }

  private startEra(era: number): void {
    this.eraStart = era * ERA_MICROS;
  }

  private enter(stamp: number): void {
    this.present = stamp;
    this.presentMicros = this.eraStart + (stamp >> 2);
  }

  private grow(): void {
    const entries = new Int32Array(Math.min(this.limit * ENTRY, this.entries.length * 2));
    entries.set(this.entries);
    this.entries = entries;
  }
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
const HORIZON_MICROS = 4_294_967_296; // 2^32
const MOST_ENTRIES = 16_777_216; // 2^24
const FIRST_CAPACITY = 1_024;

/** Offset in an entry; its stamp is at 0. */
const ID = 1;
const NEXT = 2;
const ERA = 3;
const ENTRY = 4;

const DIGIT = 10;
const LAST_DIGIT = 1_023;
const LARGEST_STAMP = 0x3fffffff;
const LEVELS = 3;
const LISTS_PER_LEVEL = 1_024;
/** The list of all that is in later eras, after those of the levels. */
const BEYOND = LEVELS * LISTS_PER_LEVEL;
const LISTS = BEYOND + 1;
const LEFTMOST = 0x80000000;
