import { msUp } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { LeakingLevel } from '#lib/policies/limiting/leaking-level.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import type { LeakyQueueConfig } from './policy.ts';

/**
 * The leaky bucket as a queue (Turner, "New directions in communications", 1986): the level tells how many stand before a
 * request, and it waits until they have leaked out. So requests leave at a constant rate however they come. The wait is
 * fixed at arrival: who gives up does not make the others faster, as in nginx's limit_req.
 */
export function create(build: Build<LeakyQueueConfig>): Gate {
  return new LeakyQueue(build);
}

class LeakyQueue extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'Level';
  private readonly level: LeakingLevel;

  constructor(build: Build<LeakyQueueConfig>) {
    super(build, build.config, 'leaky queue full');
    const { capacity, leakPerSecond } = build.config;
    this.full = capacity;
    this.level = new LeakingLevel(build, this.table.capacity, capacity, leakPerSecond);
  }

  protected begin(row: number): void {
    this.level.begin(row, this.host.now);
  }

  protected admit(row: number, frame: Frame): Verdict {
    if (!this.level.pour(row, this.host.now)) return this.refuse(frame, msUp(this.level.microsToRoom(row)));
    const ahead = this.level.microsAhead(row);
    return ahead === 0 ? GO : this.host.delay(frame, ahead);
  }

  protected used(row: number): number {
    return this.level.level(row, this.host.now);
  }
}
