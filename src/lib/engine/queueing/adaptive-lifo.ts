import type { Fact } from '#lib/base/fact.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { CodelOptions } from './codel.ts';
import type { Line } from './line.ts';
import { Waiting, type Room } from './waiting.ts';

const EMPTY_AT = 0;
const SHED = 1;

/**
 * First come, first served while all is well, and the newest first under overload, when those who have waited
 * longest have most likely been given up by their callers: B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015. The
 * queue is overloaded when it has not been empty for an interval; who comes then may wait no longer than the target,
 * who came before, no longer than the interval. One whose time is up is told when the queue is next looked at: when
 * a slot is free, or when it is full.
 */
export class AdaptiveLifo implements Line {
  private readonly waiting: Waiting;
  private readonly state: Float64Array;

  constructor(
    room: Room,
    private readonly clock: { readonly now: number },
    private readonly options: CodelOptions,
  ) {
    this.waiting = new Waiting(room, options.limit);
    this.state = room.f64(2);
  }

  add(visit: Frame): void {
    if (this.waiting.count === 0) this.state[EMPTY_AT] = this.clock.now;
    this.waiting.add(visit, this.clock.now);
  }

  take(): Frame {
    for (;;) {
      this.relieve();
      if (this.waiting.count === 0) return NONE;
      if (!this.overloadedAt(this.clock.now)) return this.waiting.takeOldest();
      const late = this.isLate(this.waiting.newestSince());
      const newest = this.waiting.takeNewest();
      if (!late) return newest;
      this.giveUp(newest);
    }
  }

  relieve(): void {
    while (this.waiting.count > 0 && this.isLate(this.waiting.oldestSince())) {
      this.giveUp(this.waiting.takeOldest());
    }
  }

  clear(): void {
    this.waiting.clear();
  }

  explain(): readonly Fact[] {
    const overloaded = this.waiting.count > 0 && this.overloadedAt(this.clock.now);
    return [
      { key: 'order', label: 'served first', value: overloaded ? 'the newest' : 'the oldest' },
      { key: 'shed', label: 'shed so far', value: this.state[SHED] },
    ];
  }

  private overloadedAt(micros: number): boolean {
    return micros - this.state[EMPTY_AT] > this.options.intervalMicros;
  }

  /** The queue has not been empty since anyone in it came, so how it was then is still known. */
  private isLate(since: number): boolean {
    const { targetMicros, intervalMicros } = this.options;
    return this.clock.now - since > (this.overloadedAt(since) ? targetMicros : intervalMicros);
  }

  private giveUp(visit: Frame): void {
    this.state[SHED]++;
    this.options.giveUp(visit);
  }
}
