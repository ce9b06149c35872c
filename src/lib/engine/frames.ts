import type { Part } from './arena.ts';
import { EngineLimit } from './limit.ts';

/** A place in the frame table: the offset of its record. Valid until the frame is freed; `gen` tells a stale one. */
export type Frame = number;
export const NONE = -1;

/** What a frame is. A call whose caller has gone, by a time-out or a crash, goes on at its callee without it. */
export const ROLE = { call: 0, left: 1, notice: 2, reset: 3, timer: 4 } as const;

/** Where a frame is in its life; decides what its next event means. */
export const STAGE = {
  free: 0,
  /** Not sent yet, or nothing of it is under way or in its callee's hands any more. */
  open: 1,
  /** A message on the way to the callee, or back. */
  outbound: 2,
  inbound: 3,
  /** A visit waiting for a slot, being worked on, or held by its behaviour. */
  queued: 4,
  working: 5,
  held: 6,
  /** A visit that died while being worked on: over when its completion event comes up. */
  tombstone: 7,
  /** Kept by a gate, fork or balancer until it says how to go on. */
  parked: 8,
  /** A timer that runs. */
  ticking: 9,
} as const;

/**
 * All that waits for its time: calls, notices and timers.
 *
 * A call is one frame, seen from both its ends: for its caller it is a *call*, in the hands of its callee a *visit*. What
 * both know stands there once: who asks, for what, along which port. It is sent once its `callee` is known; until then it is
 * its caller's alone, and from then on `stage`, `timer`, `next` and `layer` are its callee's. A caller that gives up leaves,
 * and the callee works on; the frame is free when both are done with it.
 *
 * One record a frame, its fields side by side: with tens of thousands of frames in flight what costs is how many cache
 * lines an event touches, not how many fields. Each column is a view of the whole table that starts at its field, so that
 * `frames.status[frame]` is a field of the record at `frame`. Times are doubles, and doubles are counted in pairs of
 * int32s: `frames.born[frame >> 1]`. Columns are replaced when the table grows: read them through the object each time, and
 * not in the statement that sets a timer, for `frames.timer[frame] = after(…)` would write into a column of before.
 *
 * A free frame has no timer, no deadline's timer and no time-out (`timer`, `deadlineTimer`, `lane` are NONE): who armed
 * one disarms it, so that a fresh frame need not be told.
 */
export class Frames implements Part {
  /** Bumped when a frame is freed; a handle that outlives it is (frame, gen). */
  gen = NO_INTS;
  stage = NO_INTS;
  role = NO_INTS;
  op = NO_INTS;
  /** Next in the event queue, if an event is pending. */
  later = NO_INTS;
  /** Next in whatever other list the frame is in: free frames, a station's queue, a line or a port's parked calls. */
  next = NO_INTS;
  /** The visit that a call is made for, the call that it is a try of or asks for, or NONE. A reset: its call. A timer: its owner. */
  parent = NO_INTS;
  /** The generation its parent had, where the parent may end before it: a try, a question or a reset. */
  parentGen = NO_INTS;
  /** The host that a call was sent to, NONE before; to whom a notice goes. */
  callee = NO_INTS;
  port = NO_INTS;
  /** The layer a call has come to in its chain; a visit, counted from `intake`, in its intake; then its behaviour's own step. */
  layer = NO_INTS;
  /** The layer a call began at, 0 but for a try. */
  base = NO_INTS;
  /** Gates of the callee's intake that a visit has passed. */
  passed = NO_INTS;
  /** Identity of the root: source host (NONE for control traffic) and its ordinal there. */
  source = NO_INTS;
  ordinal = NO_INTS;
  /** How it ended, as an outcome code and a reason: what the callee answers, then what the caller is told. */
  status = NO_INTS;
  reason = NO_INTS;
  /** Of a control message: what who sends it knows already. */
  path = NO_INTS;
  /** What a control message says; which of its call's tries a try is, from 0. A timer: its tag. Of others: nothing. */
  payload = NO_INTS;
  /** What came back with the answer: a control message's roster; for work, ms until a retry makes sense, or NONE. */
  result = NO_INTS;
  /** The timer of a frame that was delayed, else NONE. */
  timer = NO_INTS;
  /** The timer of a call whose deadline is its caller's, else NONE. */
  deadlineTimer = NO_INTS;
  /** The time-out that runs: its lane or NONE, and the place in it (see `Lanes`). */
  lane = NO_INTS;
  laneSlot = NO_INTS;
  /** A call at a fork: the newest of its tries under way; each try: the one before it. */
  child = NO_INTS;
  sibling = NO_INTS;
  /** A call at a fork: tries begun so far; once one has: a bit for each of the callee's instances that one was sent to. */
  tries = NO_INTS;
  tried = NO_INTS;
  /** What each gate noted at its admission: a number for each layer of the chain, then for each of the intake. */
  stamps = NO_INTS;
  /** When the call was made, in micros. */
  born = NO_TIMES;
  /** When it was sent. */
  since = NO_TIMES;
  /** When the visit reached its callee. */
  arrived = NO_TIMES;
  /** When it is of no use any more, as far as its callers have said so; Infinity: they have not. */
  deadline = NO_TIMES;

  /** From one frame to the next. */
  readonly stride: number;
  private cells = NO_INTS;
  private top = 0;
  private freeHead = NONE;
  private capacity = 0;

  /** For chains and intakes of so many layers at most, of which those of an intake follow; `limit` frames at most. */
  constructor(
    readonly intake: number,
    private readonly limit = 1 << 20,
  ) {
    this.stride = Math.ceil((STAMPS + 2 * intake + FEW) / LINE) * LINE;
    this.grow(Math.min(limit, 256));
  }

  /** Frames in use now, in the order of their places, without the timers. Rare: it walks the table. */
  *inUse(): Generator<Frame> {
    const end = this.top * this.stride;
    for (let f = 0; f < end; f += this.stride) {
      if (this.stage[f] !== STAGE.free && this.role[f] !== ROLE.timer) yield f;
    }
  }

  /** A fresh frame; the caller fills in what its role needs. @throws EngineLimit `frames-full` */
  take(): Frame {
    const f = this.freeHead;
    if (f === NONE) return this.fresh();
    this.freeHead = this.next[f];
    return f;
  }

  /** One that was never used. Who keeps a free list of its own takes from here. @throws EngineLimit `frames-full` */
  fresh(): Frame {
    if (this.top === this.capacity) this.growForOne();
    const f = this.top++ * this.stride;
    this.cells.fill(0, f, f + this.stride);
    this.timer[f] = this.deadlineTimer[f] = this.lane[f] = NONE;
    return f;
  }

  /** Nothing of it is under way, or in its callee's hands, any more: free, unless its caller still waits. */
  over(f: Frame): void {
    this.stage[f] = STAGE.open;
    if (this.role[f] !== ROLE.call) this.free(f);
  }

  /** Its caller waits no more: free, unless its callee still has it. */
  leave(f: Frame): void {
    this.role[f] = ROLE.left;
    if (this.callee[f] === NONE || this.stage[f] === STAGE.open) this.free(f);
  }

  free(f: Frame): void {
    this.gen[f]++;
    this.stage[f] = STAGE.free;
    this.next[f] = this.freeHead;
    this.freeHead = f;
  }

  save(): unknown {
    const { top, freeHead, cells } = this;
    const saved: Saved = { top, freeHead, cells: cells.slice(0, top * this.stride) };
    return saved;
  }

  load(saved: unknown): void {
    const { top, freeHead, cells } = saved as Saved;
    if (top > this.capacity) this.grow(top);
    this.cells.set(cells);
    this.top = top;
    this.freeHead = freeHead;
  }

  /** Up to the very limit, whatever the capacity came from: a restored world must not be full before its twin. */
  private growForOne(): void {
    if (this.capacity >= this.limit) throw new EngineLimit('frames-full', { limit: this.limit });
    this.grow(Math.min(this.limit, this.capacity * 2));
  }

  private grow(capacity: number): void {
    const { buffer } = new Int32Array(capacity * this.stride);
    const ints = (field: number): Int32Array<ArrayBuffer> => new Int32Array(buffer, 4 * field);
    const times = (field: number): Float64Array<ArrayBuffer> => new Float64Array(buffer, 4 * field);
    const cells = ints(0);
    cells.set(this.cells);
    this.cells = cells;
    this.capacity = capacity;

    // A line of 64 bytes of what most events look at; one of what the two ends of a call do; then what few do.
    this.stage = ints(0);
    this.role = ints(1);
    this.op = ints(2);
    this.later = ints(3);
    this.callee = ints(4);
    this.port = ints(5);
    this.layer = ints(6);
    this.passed = ints(7);
    this.deadline = times(8);
    this.source = ints(10);
    this.ordinal = ints(11);
    this.status = ints(12);
    this.reason = ints(13);
    this.path = ints(14);
    this.base = ints(15);

    this.born = times(16);
    this.since = times(18);
    this.arrived = times(20);
    this.gen = ints(22);
    this.parent = ints(23);
    this.result = ints(24);
    this.lane = ints(25);
    this.laneSlot = ints(26);
    this.timer = ints(27);
    this.child = ints(28);
    this.next = ints(29);
    this.stamps = ints(STAMPS);

    const few = STAMPS + 2 * this.intake;
    this.parentGen = ints(few);
    this.payload = ints(few + 1);
    this.tries = ints(few + 2);
    this.tried = ints(few + 3);
    this.sibling = ints(few + 4);
    this.deadlineTimer = ints(few + 5);
  }
}

interface Saved {
  readonly top: number;
  readonly freeHead: number;
  readonly cells: Int32Array;
}

/** Where a record's stamps begin, and how many fields follow them. */
const STAMPS = 30;
const FEW = 6;
/** A cache line in int32s. */
const LINE = 16;

const NO_INTS = new Int32Array(0);
const NO_TIMES = new Float64Array(0);
