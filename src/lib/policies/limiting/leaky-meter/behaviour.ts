import { msUp } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { LeakingLevel } from '#lib/policies/limiting/leaking-level.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
import type { LeakyMeterConfig } from './policy.ts';

/**
 * The leaky bucket as a meter: `level = max(0, level - elapsed * rate)`, a request is let in at once if the level plus one is
 * within the capacity. The token bucket upside down: the same decisions.
 */
export function create(build: Build<LeakyMeterConfig>): Gate {
  return new LeakyMeter(build);
}

class LeakyMeter extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'Level';
  private readonly level: LeakingLevel;

  constructor(build: Build<LeakyMeterConfig>) {
    super(build, build.config, 'leaky bucket full');
    const { capacity, leakPerSecond } = build.config;
    this.full = capacity;
    this.level = new LeakingLevel(build, this.table.capacity, capacity, leakPerSecond);
  }

  protected begin(row: number): void {
    this.level.begin(row, this.host.now);
  }

  protected admit(row: number, frame: Frame): Verdict {
    if (this.level.pour(row, this.host.now)) return GO;
    return this.refuse(frame, msUp(this.level.microsToRoom(row)));
  }

  protected used(row: number): number {
    return this.level.level(row, this.host.now);
  }
}
