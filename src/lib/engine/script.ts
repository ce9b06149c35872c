import { assert } from '#lib/base/assert.ts';
import type { Arena } from './arena.ts';
import { ORDER } from './events.ts';
import { NONE } from './frames.ts';
import type { EventQueue } from './queue.ts';
import type { Timer } from './timers.ts';

/** A lever to set on some hosts or edges at a time. */
export interface Deed {
  readonly atMicros: number;
  readonly hosts: readonly number[];
  readonly edges: readonly number[];
  /** A LEVER code, and its value. */
  readonly lever: number;
  readonly value: number;
  /** Of a partition: the places on its two sides; NOWHERE: all that is outside of the first. */
  readonly sides?: readonly [number, number];
  /** What else it needs: the key that a value is put under; the word of a command. */
  readonly text?: string;
  /** Stable hash of what it aims at. */
  readonly hash: number;
}

/**
 * The deeds of a run, done at their times before every other event of the microsecond. The list itself is not
 * state: after a restore it may be replaced by any list that agrees on what was already done.
 */
export class Script {
  /** How many deeds are done. */
  private readonly done: Int32Array;
  /** When the one wake-up that counts comes, NONE when none is due: others in the queue are of lists since replaced. */
  private readonly wakeAt: Float64Array;
  private deeds: readonly Deed[] = [];

  /** `timer` gives a timer that, when it fires, has the script `wake`. */
  constructor(
    arena: Arena,
    private readonly queue: EventQueue,
    private readonly timer: () => Timer,
    private readonly perform: (deed: Deed) => void,
  ) {
    this.done = arena.i32(1);
    this.wakeAt = arena.f64(1).fill(NONE);
  }

  /** Replaces the deeds, in the order of their times. What is done must stay as it was. */
  set(deeds: readonly Deed[]): void {
    for (let i = 0; i < this.done[0]; i++) {
      const same = deeds[i]?.atMicros === this.deeds[i].atMicros && deeds[i].hash === this.deeds[i].hash;
      assert(same, 'a deed that was done stays in the script');
    }
    this.deeds = deeds;
    this.arrange();
  }

  /** Does what is due. A wake-up of a list since replaced does nothing, and has no successor. */
  wake(): void {
    if (this.wakeAt[0] !== this.queue.now) return;
    this.wakeAt[0] = NONE;
    while (this.done[0] < this.deeds.length && this.deeds[this.done[0]].atMicros <= this.queue.now) {
      this.perform(this.deeds[this.done[0]++]);
    }
    this.arrange();
  }

  /** Sees to it that the next deed has a wake-up; again after a restore, which may bring back another list's. */
  arrange(): void {
    const next = this.deeds[this.done[0]];
    if (next === undefined) {
      this.wakeAt[0] = NONE;
      return;
    }
    assert(next.atMicros >= this.queue.now, 'a deed is not added in the past');
    // The queue reaches 71 minutes ahead: far deeds are approached in half-hour steps.
    const at = Math.min(next.atMicros, this.queue.now + HALF_HOUR);
    if (this.wakeAt[0] === at) return;
    this.wakeAt[0] = at;
    this.queue.push(at, ORDER.actions, this.timer());
  }
}

const HALF_HOUR = 1_800_000_000;
