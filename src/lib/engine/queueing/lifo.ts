import type { Fact } from '#lib/base/fact.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Line } from './line.ts';
import { Waiting, type Room } from './waiting.ts';

/**
 * The newest first. Of work of one length in no particular order the mean wait is that of first come, first served;
 * only its variance is larger (J. F. C. Kingman, "The effect of queue discipline on waiting time variance", 1962).
 */
export class Lifo implements Line {
  private readonly waiting: Waiting;

  constructor(
    room: Room,
    private readonly clock: { readonly now: number },
    limit: number,
  ) {
    this.waiting = new Waiting(room, limit);
  }

  add(visit: Frame): void {
    this.waiting.add(visit, this.clock.now);
  }

  take(): Frame {
    return this.waiting.count === 0 ? NONE : this.waiting.takeNewest();
  }

  relieve(): void {}

  clear(): void {
    this.waiting.clear();
  }

  explain(): readonly Fact[] {
    return [];
  }
}
