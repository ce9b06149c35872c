import { assert } from '#lib/base/assert.ts';
import type { Part } from './arena.ts';
import { ORDER } from './events.ts';
import { NONE, type Frame, type Frames } from './frames.ts';
import { Lane, type SavedLane } from './lane.ts';
import type { EventQueue } from './queue.ts';
import type { Timer } from './timers.ts';

/**
 * Time-outs that are nearly always cancelled, armed and cancelled at O(1) without allocation: equal delays run out in
 * the order in which they were armed, so each distinct delay is a FIFO lane (Varghese and Lauck 1987, scheme 2, with
 * one list a delay). A lane has at most one timer, at or before its head's deadline; when it fires, what is due is
 * handed out and another is set for the new head.
 */
export class Lanes implements Part {
  private readonly laneByDelay = new Map<number, number>();
  private readonly lanes: Lane[] = [];

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
    const lane = this.lanes.push(new Lane(this.frames, delayMicros)) - 1;
    this.laneByDelay.set(delayMicros, lane);
    return lane;
  }

  /** Starts the frame's time-out. A frame has at most one: cancel it first. */
  arm(lane: number, frame: Frame): void {
    const { frames } = this;
    assert(frames.lane[frame] === NONE, 'a frame is armed once');
    frames.lane[frame] = lane;
    const its = this.lanes[lane];
    its.add(frame, this.queue);
    if (!its.queued) this.wake(lane);
  }

  armed(frame: Frame): boolean {
    return this.frames.lane[frame] !== NONE;
  }

  /** When the frame's time-out runs out; Infinity when none runs. Rare: a double that crosses a call is boxed. */
  deadlineOf(frame: Frame): number {
    const { lane, laneSlot } = this.frames;
    return lane[frame] === NONE ? Infinity : this.lanes[lane[frame]].due(laneSlot[frame]);
  }

  /** Stops the frame's time-out; does nothing when none runs. The lane's timer stays, and fires idly. */
  cancel(frame: Frame): void {
    const { lane, laneSlot } = this.frames;
    if (lane[frame] === NONE) return;
    this.lanes[lane[frame]].remove(laneSlot[frame]);
    lane[frame] = NONE;
  }

  /**
   * Called when the lane's timer fires, again and again until it returns NONE: takes out one frame that is due
   * now. Between the calls frames may be armed and cancelled at will.
   */
  expire(lane: number): Frame {
    const its = this.lanes[lane];
    const { head } = its;
    if (head === NONE) {
      its.queued = false;
      return NONE;
    }
    if (this.deadlineOf(head) > this.queue.now) {
      this.wake(lane);
      return NONE;
    }
    this.cancel(head);
    return head;
  }

  save(): unknown {
    return this.lanes.map((lane) => lane.save());
  }

  load(saved: unknown): void {
    this.lanes.length = 0;
    this.laneByDelay.clear();
    for (const lane of saved as SavedLane[]) this.lanes[this.lane(lane.delayMicros)].load(lane);
  }

  /** Sets the lane's timer to its head's deadline. */
  private wake(lane: number): void {
    const its = this.lanes[lane];
    its.queued = true;
    this.queue.push(this.deadlineOf(its.head), ORDER.timers, this.timerOf(lane));
  }
}
