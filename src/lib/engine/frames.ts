import type { Part } from './arena.ts';
import { EngineLimit } from './limit.ts';

/** A place in the frame table: the offset of its record. Valid until the frame is freed; `gen` tells a stale one. */
export type Frame = number;
export const NONE = -1;

/** What a frame is: the caller's side of a call, the callee's side of it, a one-way notice, or a timer. */
export const ROLE = { call: 0, visit: 1, notice: 2, timer: 3 } as const;

/** Where a frame is in its life; decides what its next event means. */
export const STAGE = {
  free: 0,
  /** A call in its chain, parked or waiting for the answer. */
  open: 1,
  /** A message on the way to the callee, or back. */
  outbound: 2,
  inbound: 3,
  /** A visit waiting for a slot, being worked on, or held by its behaviour; a call that is dropping its tries. */
  queued: 4,
  working: 5,
  held: 6,
  /** A visit that died while being worked on: freed when its completion event comes up. */
  tombstone: 7,
  /** Kept by a gate, fork or balancer until it says how to go on. */
  parked: 8,
  /** A timer that runs. */
  ticking: 9,
} as const;

/**
 * All that waits for its time: work in flight, linked by parent, and timers. The two sides of a call live apart, so that
 * a caller's time-out leaves the callee working and its late answer finds a stale handle.
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
  /** A call: the visit it is made for, the call it is a try of, or NONE. A visit: its call, with the generation it had. */
  parent = NO_INTS;
  parentGen = NO_INTS;
  /** The host that owns the frame: a call's caller, a visit's callee, a notice's receiver. A timer: its owner. */
  host = NO_INTS;
  port = NO_INTS;
  /** A call: the host it was sent to, NONE before. */
  callee = NO_INTS;
  /** A call: the layer it has come to. A visit: the same in its intake, then its behaviour's own step. */
  layer = NO_INTS;
  /** A call: the layer it began at, 0 but for a try. A visit: gates of the intake it has passed. */
  base = NO_INTS;
  /** Identity of the root: source host (NONE for control traffic) and its ordinal there. */
  source = NO_INTS;
  ordinal = NO_INTS;
  /** Outcome code and reason, once known. */
  status = NO_INTS;
  reason = NO_INTS;
  /** Of a control message: what who sends it knows already. */
  path = NO_INTS;
  /** What a control message says; which of its call's tries a try is, from 0. A timer: its tag. */
  payload = NO_INTS;
  /** What came back with the answer: a control message's roster; for work, ms until a retry makes sense, or NONE. */
  result = NO_INTS;
  /** The timer of a frame that was delayed, else NONE. */
  timer = NO_INTS;
  /** The timer of a call whose deadline is its caller's, else NONE. */
  deadlineTimer = NO_INTS;
  /** The time-out that runs: its lane or NONE, and its neighbours there (see `Lanes`). */
  lane = NO_INTS;
  laneNext = NO_INTS;
  lanePrevious = NO_INTS;
  /** A call at a fork: the newest of its tries under way; each try: the one before it. */
  child = NO_INTS;
  sibling = NO_INTS;
  /** A call at a fork: tries begun so far, and a bit for each of the callee's instances that one was sent to. */
  tries = NO_INTS;
  tried = NO_INTS;
  /** What each gate noted at its admission: from here on as many numbers as there are layers. */
  stamps = NO_INTS;
  /** When the call was made, the visit began, in micros. */
  born = NO_TIMES;
  /** When the call was sent to its callee. */
  since = NO_TIMES;
  /** When it is of no use any more, as far as its callers have said so; Infinity: they have not. */
  deadline = NO_TIMES;
  /** When the time-out that runs is over. */
  laneDeadline = NO_TIMES;

  /** From one frame to the next. */
  readonly stride: number;
  private cells = NO_INTS;
  private top = 0;
  private freeHead = NONE;
  private capacity = 0;

  /** For chains of so many layers at most; `limit` frames at most. */
  constructor(
    layers: number,
    private readonly limit = 1 << 20,
  ) {
    this.stride = Math.ceil((STAMPS + layers) / LINE) * LINE;
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

    // A line of 64 bytes of what most events look at; one of what the rest do; then what few do.
    this.gen = ints(0);
    this.stage = ints(1);
    this.role = ints(2);
    this.op = ints(3);
    this.later = ints(4);
    this.parent = ints(5);
    this.parentGen = ints(6);
    this.host = ints(7);
    this.port = ints(8);
    this.callee = ints(9);
    this.layer = ints(10);
    this.base = ints(11);
    this.source = ints(12);
    this.ordinal = ints(13);
    this.status = ints(14);
    this.reason = ints(15);

    this.path = ints(16);
    this.payload = ints(17);
    this.result = ints(18);
    this.timer = ints(19);
    this.born = times(20);
    this.deadline = times(22);
    this.since = times(24);
    this.lane = ints(26);
    this.laneNext = ints(27);
    this.lanePrevious = ints(28);
    this.deadlineTimer = ints(29);
    this.child = ints(30);
    this.tries = ints(31);

    this.laneDeadline = times(32);
    this.tried = ints(34);
    this.sibling = ints(35);
    this.next = ints(36);
    this.stamps = ints(STAMPS);
  }
}

interface Saved {
  readonly top: number;
  readonly freeHead: number;
  readonly cells: Int32Array;
}

/** Where a record's stamps begin. */
const STAMPS = 37;
/** A cache line in int32s. */
const LINE = 16;

const NO_INTS = new Int32Array(0);
const NO_TIMES = new Float64Array(0);
