import { NONE, type Frame, type Frames } from './frames.ts';

/**
 * Frames that wait for the same time-out, in the order of their arming, which is that of their deadlines. They lie side
 * by side, apart from the frame table: among tens of thousands that wait, to come and to go touches no other frame. Who
 * goes leaves a hole, and holes are closed when the room is used up.
 */
export class Lane {
  /** Whether it has a timer, or what is due is being handed out. */
  queued = false;
  /** From `first` to before `end`: a frame, or NONE for a hole. The first is no hole. */
  private armed = new Int32Array(LEAST);
  private dues = new Float64Array(LEAST);
  private first = 0;
  private end = 0;

  constructor(
    private readonly frames: Frames,
    readonly delayMicros: number,
  ) {}

  /** The next to run out, NONE when nobody waits. */
  get head(): Frame {
    return this.first === this.end ? NONE : this.armed[this.first];
  }

  /** When the time is up for the one in this place, in micros. */
  due(slot: number): number {
    return this.dues[slot];
  }

  /** From the clock's present on. */
  add(frame: Frame, clock: { readonly now: number }): void {
    if (this.end === this.armed.length) this.closeHoles();
    const at = this.end++;
    this.armed[at] = frame;
    this.dues[at] = clock.now + this.delayMicros;
    this.frames.laneSlot[frame] = at;
  }

  /** Takes out the one in this place. */
  remove(slot: number): void {
    this.armed[slot] = NONE;
    if (slot === this.first) this.skipHoles();
  }

  /** Without holes, so that equal lanes are saved alike. */
  save(): SavedLane {
    const { queued, delayMicros, first, end } = this;
    const armed = this.armed.subarray(first, end);
    const dues = this.dues.subarray(first, end);
    return {
      queued,
      delayMicros,
      armed: armed.filter((frame) => frame !== NONE),
      dues: dues.filter((_, at) => armed[at] !== NONE),
    };
  }

  /** After the frames. */
  load({ queued, armed, dues }: SavedLane): void {
    while (this.armed.length < armed.length) this.grow();
    armed.forEach((frame, at) => this.put(at, frame, dues[at]));
    this.first = 0;
    this.end = armed.length;
    this.queued = queued;
  }

  private skipHoles(): void {
    const { armed, end } = this;
    let at = this.first;
    while (at < end && armed[at] === NONE) at++;
    if (at === end) this.end = at = 0;
    this.first = at;
  }

  private closeHoles(): void {
    const { armed, dues } = this;
    let to = 0;
    for (let at = this.first; at < this.end; at++) {
      if (armed[at] !== NONE) this.put(to++, armed[at], dues[at]);
    }
    this.first = 0;
    this.end = to;
    // Rather than closing few holes often.
    if (to > armed.length / 2) this.grow();
  }

  private put(slot: number, frame: Frame, due: number): void {
    this.armed[slot] = frame;
    this.dues[slot] = due;
    this.frames.laneSlot[frame] = slot;
  }

  private grow(): void {
    const armed = new Int32Array(this.armed.length * 2);
    const dues = new Float64Array(this.dues.length * 2);
    armed.set(this.armed);
    dues.set(this.dues);
    this.armed = armed;
    this.dues = dues;
  }
}

const LEAST = 64;

export interface SavedLane {
  readonly queued: boolean;
  readonly delayMicros: number;
  readonly armed: Int32Array;
  readonly dues: Float64Array;
}
