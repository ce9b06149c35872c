import { assert } from '#lib/base/assert.ts';
import type { Part } from './arena.ts';
import { NONE, ROLE, STAGE, type Frames } from './frames.ts';

/** A running timer of some owner, in the frame table; valid until it fires or is cancelled. */
export type Timer = number;

/** The timers that policies and behaviours run: which owner to wake, and with which tag. */
export class Timers implements Part {
  // Of its own, so that which frame a call gets does not hang on who sets timers.
  private freeHead = NONE;

  constructor(private readonly frames: Frames) {}

  take(owner: number, tag: number): Timer {
    const { frames } = this;
    let t = this.freeHead;
    if (t === NONE) {
      t = frames.fresh();
      frames.role[t] = ROLE.timer;
      frames.stage[t] = STAGE.ticking;
    } else this.freeHead = frames.next[t];
    frames.parent[t] = owner;
    frames.payload[t] = tag;
    return t;
  }

  /** The owner to wake, or NONE when it was cancelled. The timer is free for reuse afterwards. */
  fire(t: Timer): number {
    const { frames } = this;
    const owner = frames.parent[t];
    frames.parent[t] = NONE;
    frames.next[t] = this.freeHead;
    this.freeHead = t;
    return owner;
  }

  /** The queue entry stays and finds nobody to wake. */
  cancel(t: Timer, owner: number): void {
    assert(this.frames.parent[t] === owner, 'only its owner cancels a timer, while it runs');
    this.frames.parent[t] = NONE;
  }

  save(): unknown {
    return this.freeHead;
  }

  load(saved: unknown): void {
    this.freeHead = saved as number;
  }
}
