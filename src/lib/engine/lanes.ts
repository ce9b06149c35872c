import { assert } from '#lib/base/assert.ts';
import type { Part } from './arena.ts';
import type { EventQueue } from './queue.ts';

/**
 * Time-outs that are nearly always cancelled, armed and cancelled at O(1) without allocation.
 *
 * Equal delays run out in the order in which they were armed, so each distinct delay is a FIFO lane, doubly
 * linked through columns indexed by slot (Varghese and Lauck 1987, scheme 2, with one list a delay). A lane has
 * at most one entry in the event queue, at or before its head's deadline; when it fires, what is due is handed
 * out and the entry is pushed again for the new head.
 */
export class Lanes implements Part {
  private readonly laneByDelay = new Map<number, number>();
  private delays = new Float64Array(4);
  private heads = new Int32Array(4);
  private tails = new Int32Array(4);
  private queued = new Uint8Array(4); // 1 while the lane has an entry in the queue, or its loop of expire runs

  private used = 0; // one past the highest slot ever armed
  private laneOf = new Int32Array(0);
  private next = new Int32Array(0);
  private previous = new Int32Array(0);
  private deadlines = new Float64Array(0);

  /** `idOf` gives the queue id that stands for a lane; it depends on the lane's number alone. */
  constructor(
    private readonly queue: EventQueue,
    private readonly idOf: (lane: number) => number,
  ) {}

  /** The lane for a delay of 1 to 2^32 whole microseconds; the same number for the same delay. */
  lane(delayMicros: number): number {
    const known = this.laneByDelay.get(delayMicros);
    if (known !== undefined) return known;
    const whole = Math.floor(delayMicros) === delayMicros;
    assert(whole && delayMicros >= 1 && delayMicros <= 4_294_967_296, 'a lane delays by 1 to 2^32 whole us');
    const lane = this.laneByDelay.size;
    this.growLanes(lane + 1);
    this.delays[lane] = delayMicros;
    this.heads[lane] = this.tails[lane] = NONE;
    this.queued[lane] = 0;
    this.laneByDelay.set(delayMicros, lane);
    return lane;
  }

  /** Starts the slot's time-out. A slot has at most one: cancel it first. */
  arm(lane: number, slot: number): void {
    assert(this.laneOf[slot] === NONE, 'a slot is armed once, within the capacity');
    const deadline = this.queue.now + this.delays[lane];
    const tail = this.tails[lane];
    if (slot >= this.used) this.used = slot + 1;
    this.laneOf[slot] = lane;
    this.deadlines[slot] = deadline;
    this.next[slot] = NONE;
    this.previous[slot] = tail;
    this.tails[lane] = slot;
    if (tail === NONE) this.heads[lane] = slot;
    else this.next[tail] = slot;
    if (this.queued[lane] === 0) {
      this.queued[lane] = 1;
      this.queue.push(deadline, TIMERS, this.idOf(lane));
    }
  }

  armed(slot: number): boolean {
    return this.laneOf[slot] >= 0;
  }

  /** When the slot's time-out runs out; Infinity when none runs. Rare: a double that crosses a call is boxed. */
  deadlineOf(slot: number): number {
    return this.laneOf[slot] === NONE ? Infinity : this.deadlines[slot];
  }

  /** Stops the slot's time-out; does nothing when none runs. The lane's queue entry stays, and fires idly. */
  cancel(slot: number): void {
    const lane = this.laneOf[slot];
    if (lane === NONE) return;
    const before = this.previous[slot];
    const after = this.next[slot];
    if (before === NONE) this.heads[lane] = after;
    else this.next[before] = after;
    if (after === NONE) this.tails[lane] = before;
    else this.previous[after] = before;
    this.laneOf[slot] = NONE;
  }

  /**
   * Called when the lane's queue event pops, again and again until it returns -1: takes out one slot that is due
   * now. Between the calls slots may be armed and cancelled at will.
   */
  expire(lane: number): number {
    const head = this.heads[lane];
    if (head === NONE) {
      this.queued[lane] = 0;
      return NONE;
    }
    const deadline = this.deadlines[head];
    if (deadline > this.queue.now) {
      this.queue.push(deadline, TIMERS, this.idOf(lane));
      return NONE;
    }
    this.cancel(head);
    return head;
  }

  /** Makes room for slots 0 to capacity - 1; never shrinks. */
  grow(capacity: number): void {
    const length = this.laneOf.length;
    if (capacity <= length) return;
    this.laneOf = copyInto(new Int32Array(capacity).fill(NONE), this.laneOf);
    this.next = copyInto(new Int32Array(capacity), this.next);
    this.previous = copyInto(new Int32Array(capacity), this.previous);
    this.deadlines = copyInto(new Float64Array(capacity), this.deadlines);
  }

  save(): unknown {
    const lanes = this.laneByDelay.size;
    const saved: Saved = {
      delays: this.delays.slice(0, lanes),
      heads: this.heads.slice(0, lanes),
      tails: this.tails.slice(0, lanes),
      queued: this.queued.slice(0, lanes),
      laneOf: this.laneOf.slice(0, this.used),
      next: this.next.slice(0, this.used),
      previous: this.previous.slice(0, this.used),
      deadlines: this.deadlines.slice(0, this.used),
    };
    return saved;
  }

  load(saved: unknown): void {
    const from = saved as Saved;
    this.laneByDelay.clear();
    from.delays.forEach((delay, lane) => this.laneByDelay.set(delay, lane));
    this.growLanes(from.delays.length);
    this.delays.set(from.delays);
    this.heads.set(from.heads);
    this.tails.set(from.tails);
    this.queued.set(from.queued);
    this.used = from.laneOf.length;
    this.grow(this.used);
    this.laneOf.fill(NONE).set(from.laneOf);
    this.next.set(from.next);
    this.previous.set(from.previous);
    this.deadlines.set(from.deadlines);
  }

  private growLanes(count: number): void {
    if (count <= this.delays.length) return;
    const capacity = Math.max(count, this.delays.length * 2);
    this.delays = copyInto(new Float64Array(capacity), this.delays);
    this.heads = copyInto(new Int32Array(capacity), this.heads);
    this.tails = copyInto(new Int32Array(capacity), this.tails);
    this.queued = copyInto(new Uint8Array(capacity), this.queued);
  }
}

interface Saved {
  readonly delays: Float64Array;
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly queued: Uint8Array;
  readonly laneOf: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly deadlines: Float64Array;
}

const NONE = -1;
const TIMERS = 1;

function copyInto<T extends { set(from: ArrayLike<number>): void }>(to: T, from: ArrayLike<number>): T {
  to.set(from);
  return to;
}
