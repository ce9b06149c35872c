import { assert } from '#lib/base/assert.ts';
import type { Part } from './arena.ts';
import { NONE } from './frames.ts';

/** A running timer of some owner; valid until it fires or is cancelled. */
export type Timer = number;

/** The table of timers that policies and behaviours run: which owner to wake, and with which tag. */
export class Timers implements Part {
  owner = new Int32Array(64);
  tag = new Int32Array(64);
  private next = new Int32Array(64);
  private top = 0;
  private freeHead = NONE;

  take(owner: number, tag: number): Timer {
    let t = this.freeHead;
    if (t !== NONE) {
      this.freeHead = this.next[t];
    } else {
      if (this.top === this.owner.length) this.grow();
      t = this.top++;
    }
    this.owner[t] = owner;
    this.tag[t] = tag;
    return t;
  }

  /** The owner to wake, or NONE when it was cancelled. The slot is free for reuse afterwards. */
  fire(t: Timer): number {
    const owner = this.owner[t];
    this.owner[t] = NONE;
    this.next[t] = this.freeHead;
    this.freeHead = t;
    return owner;
  }

  /** The queue entry stays and finds nobody to wake. */
  cancel(t: Timer, owner: number): void {
    assert(this.owner[t] === owner, 'only its owner cancels a timer, while it runs');
    this.owner[t] = NONE;
  }

  save(): unknown {
    const { top, freeHead } = this;
    const saved: Saved = {
      top,
      freeHead,
      owner: this.owner.slice(0, top),
      tag: this.tag.slice(0, top),
      next: this.next.slice(0, top),
    };
    return saved;
  }

  load(saved: unknown): void {
    const from = saved as Saved;
    while (this.owner.length < from.top) this.grow();
    this.owner.set(from.owner);
    this.tag.set(from.tag);
    this.next.set(from.next);
    this.top = from.top;
    this.freeHead = from.freeHead;
  }

  private grow(): void {
    for (const name of ['owner', 'tag', 'next'] as const) {
      const column = new Int32Array(this[name].length * 2);
      column.set(this[name]);
      this[name] = column;
    }
  }
}

interface Saved {
  readonly top: number;
  readonly freeHead: number;
  readonly owner: Int32Array;
  readonly tag: Int32Array;
  readonly next: Int32Array;
}
