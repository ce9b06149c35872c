import type { Part } from './arena.ts';
import { EngineLimit } from './limit.ts';

/** A place in the frame table. Valid until the frame is freed; `gen` tells a stale one. */
export type Frame = number;
export const NONE = -1;

/** What a frame is: the caller's side of a call, the callee's side of it, or a one-way notice. */
export const ROLE = { call: 0, visit: 1, notice: 2 } as const;

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
} as const;

/**
 * All work in flight: one typed table, linked by parent. The two sides of a call live apart, so that a caller's
 * time-out leaves the callee working and its late answer finds a stale handle. Columns may be replaced when the
 * table grows: read them through the object each time.
 */
export class Frames implements Part {
  /** Bumped when a slot is freed; a handle is (slot, gen). */
  gen = new Int32Array(0);
  role = new Uint8Array(0);
  stage = new Uint8Array(0);
  /** Next in whatever list the frame is in: free slots, a station's queue, a line or a port's parked calls. */
  next = new Int32Array(0);
  /** A call: the visit it is made for, the call it is a try of, or NONE. A visit: its call, with the generation it had. */
  parent = new Int32Array(0);
  parentGen = new Int32Array(0);
  /** The host that owns the frame: a call's caller, a visit's callee, a notice's receiver. */
  host = new Int32Array(0);
  port = new Int32Array(0);
  /** A call: the host it was sent to, NONE before. */
  callee = new Int32Array(0);
  /** Identity of the root: source host (NONE for control traffic) and its ordinal there. */
  source = new Int32Array(0);
  ordinal = new Int32Array(0);
  /** Of a control message: what who sends it knows already. */
  path = new Int32Array(0);
  op = new Uint8Array(0);
  /** What a control message says; which of its call's tries a try is, from 0. */
  payload = new Int32Array(0);
  /** What came back with the answer: a control message's roster; for work, ms until a retry makes sense, or NONE. */
  result = new Int32Array(0);
  /** Outcome code and reason, once known. */
  status = new Uint8Array(0);
  reason = new Int32Array(0);
  /** A call: the layer it has come to. A visit: the same in its intake, then its behaviour's own step. */
  layer = new Int32Array(0);
  /** A call: the layer it began at, 0 but for a try. A visit: gates of the intake it has passed. */
  base = new Int32Array(0);
  /** A call at a fork: the newest of its tries under way; each try: the one before it. */
  child = new Int32Array(0);
  sibling = new Int32Array(0);
  /** A call at a fork: tries begun so far, and a bit for each of the callee's instances that one was sent to. */
  tries = new Int32Array(0);
  tried = new Int32Array(0);
  /** The timer of a frame that was delayed, else NONE. */
  timer = new Int32Array(0);
  /** When the call was made, the visit began, in micros. */
  born = new Float64Array(0);
  /** When the call was sent to its callee. */
  since = new Float64Array(0);
  /** When it is of no use any more, as far as its callers have said so; Infinity: they have not. */
  deadline = new Float64Array(0);
  /** The timer of a call whose deadline is its caller's, else NONE. */
  deadlineTimer = new Int32Array(0);
  /** `stride` numbers a frame: what each gate noted at its admission. */
  stamps = new Int32Array(0);

  private top = 0;
  private freeHead = NONE;
  private capacity = 0;

  /** `onGrow` is told the new capacity, for tables that run along. */
  constructor(
    readonly stride: number,
    private readonly onGrow: (capacity: number) => void,
    private readonly limit = 1 << 20,
  ) {
    this.grow(256);
  }

  /** Slots ever used: every live frame is below. */
  get used(): number {
    return this.top;
  }

  /** A fresh frame; the caller fills in what its role needs. @throws EngineLimit `frames-full` */
  take(): Frame {
    let f = this.freeHead;
    if (f !== NONE) {
      this.freeHead = this.next[f];
    } else {
      if (this.top === this.capacity) this.growForOne();
      f = this.top++;
    }
    return f;
  }

  free(f: Frame): void {
    this.gen[f]++;
    this.stage[f] = STAGE.free;
    this.next[f] = this.freeHead;
    this.freeHead = f;
  }

  save(): unknown {
    const saved: Saved = { top: this.top, freeHead: this.freeHead, columns: {} };
    for (const name of COLUMNS) saved.columns[name] = this[name].slice(0, this.top * this.width(name));
    return saved;
  }

  load(saved: unknown): void {
    const { top, freeHead, columns } = saved as Saved;
    if (top > this.capacity) this.grow(top);
    for (const name of COLUMNS) {
      // Slots above were used in a future that is now undone: fresh again.
      const width = this.width(name);
      this[name].fill(0, top * width, Math.max(top, this.top) * width);
      this[name].set(columns[name]);
    }
    this.top = top;
    this.freeHead = freeHead;
  }

  private width(name: Column): number {
    return name === 'stamps' ? this.stride : 1;
  }

  /** Up to the very limit, whatever the capacity came from: a restored world must not be full before its twin. */
  private growForOne(): void {
    if (this.capacity >= this.limit) throw new EngineLimit('frames-full', { limit: this.limit });
    this.grow(Math.min(this.limit, this.capacity * 2));
  }

  private grow(capacity: number): void {
    this.gen = grown(this.gen, new Int32Array(capacity));
    this.role = grown(this.role, new Uint8Array(capacity));
    this.stage = grown(this.stage, new Uint8Array(capacity));
    this.next = grown(this.next, new Int32Array(capacity));
    this.parent = grown(this.parent, new Int32Array(capacity));
    this.parentGen = grown(this.parentGen, new Int32Array(capacity));
    this.host = grown(this.host, new Int32Array(capacity));
    this.port = grown(this.port, new Int32Array(capacity));
    this.callee = grown(this.callee, new Int32Array(capacity));
    this.source = grown(this.source, new Int32Array(capacity));
    this.ordinal = grown(this.ordinal, new Int32Array(capacity));
    this.path = grown(this.path, new Int32Array(capacity));
    this.op = grown(this.op, new Uint8Array(capacity));
    this.payload = grown(this.payload, new Int32Array(capacity));
    this.result = grown(this.result, new Int32Array(capacity));
    this.status = grown(this.status, new Uint8Array(capacity));
    this.reason = grown(this.reason, new Int32Array(capacity));
    this.layer = grown(this.layer, new Int32Array(capacity));
    this.base = grown(this.base, new Int32Array(capacity));
    this.child = grown(this.child, new Int32Array(capacity));
    this.sibling = grown(this.sibling, new Int32Array(capacity));
    this.tries = grown(this.tries, new Int32Array(capacity));
    this.tried = grown(this.tried, new Int32Array(capacity));
    this.timer = grown(this.timer, new Int32Array(capacity));
    this.born = grown(this.born, new Float64Array(capacity));
    this.since = grown(this.since, new Float64Array(capacity));
    this.deadline = grown(this.deadline, new Float64Array(capacity));
    this.deadlineTimer = grown(this.deadlineTimer, new Int32Array(capacity));
    this.stamps = grown(this.stamps, new Int32Array(capacity * this.stride));
    this.capacity = capacity;
    this.onGrow(capacity);
  }
}

const COLUMNS = [
  'gen',
  'role',
  'stage',
  'next',
  'parent',
  'parentGen',
  'host',
  'port',
  'callee',
  'source',
  'ordinal',
  'path',
  'op',
  'payload',
  'result',
  'status',
  'reason',
  'layer',
  'base',
  'child',
  'sibling',
  'tries',
  'tried',
  'timer',
  'born',
  'since',
  'deadline',
  'deadlineTimer',
  'stamps',
] as const;
type Column = (typeof COLUMNS)[number];

interface Saved {
  readonly top: number;
  readonly freeHead: number;
  readonly columns: Record<string, Float64Array | Int32Array | Uint8Array>;
}

function grown<T extends { set(from: ArrayLike<number>): void }>(from: ArrayLike<number>, to: T): T {
  to.set(from);
  return to;
}
