import { assert } from '#lib/base/assert.ts';
import type { Part } from './arena.ts';
import { ORDER } from './events.ts';
import { NONE, type Frame, type Frames } from './frames.ts';
import type { EventQueue } from './queue.ts';
import type { Timer } from './timers.ts';

/**
 * Time-outs that are nearly always cancelled, armed and cancelled at O(1) without allocation.
 *
 * Equal delays run out in the order in which they were armed, so each distinct delay is a FIFO lane, doubly
 * linked through the frames (Varghese and Lauck 1987, scheme 2, with one list a delay). A lane has at most one
 * timer, at or before its head's deadline; when it fires, what is due is handed out and another is set for the new head.
 */
export class Lanes implements Part {
  private readonly laneByDelay = new Map<number, number>();
  private delays = new Float64Array(4);
  private heads = new Int32Array(4);
  private tails = new Int32Array(4);
  private queued = new Uint8Array(4); // 1 while the lane has a timer, or its loop of expire runs

  /** `timerOf` gives a timer that, when it fires, has the lane expire. */
  constructor(
    private readonly frames: Frames,
    private readonly queue: EventQueue,
    private readonly timerOf: (lane: number) => Timer,
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

  /** Starts the frame's time-out. A frame has at most one: cancel it first. */
  arm(lane: number, frame: Frame): void {
    const { frames } = this;
    assert(frames.lane[frame] === NONE, 'a frame is armed once');
    const deadline = this.queue.now + this.delays[lane];
    const tail = this.tails[lane];
    frames.lane[frame] = lane;
    frames.laneDeadline[frame >> 1] = deadline;
    frames.laneNext[frame] = NONE;
    frames.lanePrevious[frame] = tail;
    this.tails[lane] = frame;
    if (tail === NONE) this.heads[lane] = frame;
    else frames.laneNext[tail] = frame;
    if (this.queued[lane] === 0) this.wakeAt(deadline, lane);
  }

  armed(frame: Frame): boolean {
    return this.frames.lane[frame] !== NONE;
  }

  /** When the frame's time-out runs out; Infinity when none runs. Rare: a double that crosses a call is boxed. */
  deadlineOf(frame: Frame): number {
    return this.armed(frame) ? this.frames.laneDeadline[frame >> 1] : Infinity;
  }

  /** Stops the frame's time-out; does nothing when none runs. The lane's timer stays, and fires idly. */
  cancel(frame: Frame): void {
    const { frames } = this;
    const lane = frames.lane[frame];
    if (lane === NONE) return;
    const before = frames.lanePrevious[frame];
    const after = frames.laneNext[frame];
    if (before === NONE) this.heads[lane] = after;
    else frames.laneNext[before] = after;
    if (after === NONE) this.tails[lane] = before;
    else frames.lanePrevious[after] = before;
    frames.lane[frame] = NONE;
  }

  /**
   * Called when the lane's timer fires, again and again until it returns NONE: takes out one frame that is due
   * now. Between the calls frames may be armed and cancelled at will.
   */
  expire(lane: number): Frame {
    const head = this.heads[lane];
    if (head === NONE) {
      this.queued[lane] = 0;
      return NONE;
    }
    const deadline = this.frames.laneDeadline[head >> 1];
    if (deadline > this.queue.now) {
      this.wakeAt(deadline, lane);
      return NONE;
    }
    this.cancel(head);
    return head;
  }

  save(): unknown {
    const lanes = this.laneByDelay.size;
    const saved: Saved = {
      delays: this.delays.slice(0, lanes),
      heads: this.heads.slice(0, lanes),
      tails: this.tails.slice(0, lanes),
      queued: this.queued.slice(0, lanes),
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
  }

  private wakeAt(deadline: number, lane: number): void {
    this.queued[lane] = 1;
    this.queue.push(deadline, ORDER.timers, this.timerOf(lane));
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
}

function copyInto<T extends { set(from: ArrayLike<number>): void }>(to: T, from: ArrayLike<number>): T {
  to.set(from);
  return to;
}
