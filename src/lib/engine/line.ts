import type { Frames, Frame } from './frames.ts';
import { NONE } from './frames.ts';

/** Columns of a line's state. */
const HEAD = 0;
const TAIL = 1;
const COUNT = 2;
export const LINE_STATE = 3;

/**
 * Frames that wait for something, in order: a list through the frames' own `next`, so that waiting allocates nothing.
 * A frame stands in one list at a time.
 */
export class Line {
  /** `state` has LINE_STATE numbers; in a world it is an arena view. */
  constructor(
    private readonly frames: Frames,
    private readonly state: Int32Array,
  ) {
    this.clear();
  }

  get count(): number {
    return this.state[COUNT];
  }

  /** The one that waits longest, or NONE. */
  get head(): Frame {
    return this.state[HEAD];
  }

  push(frame: Frame): void {
    const { state, frames } = this;
    frames.next[frame] = NONE;
    if (state[TAIL] === NONE) state[HEAD] = frame;
    else frames.next[state[TAIL]] = frame;
    state[TAIL] = frame;
    state[COUNT]++;
  }

  /** Before all others: who takes from the head then serves the newest first. */
  pushFirst(frame: Frame): void {
    const { state, frames } = this;
    frames.next[frame] = state[HEAD];
    state[HEAD] = frame;
    if (state[TAIL] === NONE) state[TAIL] = frame;
    state[COUNT]++;
  }

  /** Takes out the head; NONE when nobody waits. */
  shift(): Frame {
    const { state, frames } = this;
    const head = state[HEAD];
    if (head === NONE) return NONE;
    state[HEAD] = frames.next[head];
    if (state[HEAD] === NONE) state[TAIL] = NONE;
    state[COUNT]--;
    return head;
  }

  /** Takes out one from anywhere; rare, so the list is walked. False when it does not wait here. */
  remove(frame: Frame): boolean {
    const { state, frames } = this;
    let before = NONE;
    for (let f = state[HEAD]; f !== NONE; before = f, f = frames.next[f]) {
      if (f !== frame) continue;
      if (before === NONE) state[HEAD] = frames.next[f];
      else frames.next[before] = frames.next[f];
      if (state[TAIL] === f) state[TAIL] = before;
      state[COUNT]--;
      return true;
    }
    return false;
  }

  clear(): void {
    this.state[HEAD] = this.state[TAIL] = NONE;
    this.state[COUNT] = 0;
  }
}
