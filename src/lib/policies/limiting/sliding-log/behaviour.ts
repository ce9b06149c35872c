import { msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Limiter, msUp } from '#lib/policies/limiting/limiter.ts';
import type { SlidingLogConfig } from './policy.ts';

/**
 * The sliding log: a request is let in if fewer than `limit` are on record that are younger than the window. Only the last
 * `limit` on record can matter, so a ring of them is the whole log: let in if the oldest of them has left the window.
 */
export function create(build: Build<SlidingLogConfig>): Gate {
  const { key, maxKeys, limit } = build.config;
  return new SlidingLog(build, {
    key,
    maxKeys: Math.max(1, Math.min(maxKeys, Math.floor(MOST_MARKS / limit))),
  });
}

/** Times kept in all: 512 kB. */
const MOST_MARKS = 65_536;

class SlidingLog extends Limiter {
  protected readonly full: number;
  protected readonly measure = 'On record within the window';
  private readonly windowMicros: number;
  private readonly logRejected: boolean;
  /** A ring of `full` times a row, and how many were ever written. */
  private readonly marks: Float64Array;
  private readonly written: Float64Array;

  constructor(build: Build<SlidingLogConfig>, keying: Pick<SlidingLogConfig, 'key' | 'maxKeys'>) {
    super(build, keying, 'sliding log full');
    this.full = build.config.limit;
    this.windowMicros = msToMicros(build.config.windowMs);
    this.logRejected = build.config.logRejected;
    this.marks = build.f64(this.table.capacity * this.full);
    this.written = build.f64(this.table.capacity);
  }

  protected begin(row: number): void {
    this.written[row] = 0;
  }

  protected admit(row: number, frame: Frame): Verdict {
    const { now } = this.host;
    const at = row * this.full + (this.written[row] % this.full);
    const oldest = this.marks[at];
    if (this.written[row] >= this.full && oldest > now - this.windowMicros) {
      // Once this refusal is on record, the next older one decides.
      if (this.logRejected) this.note(row, at, now);
      return this.refuse(
        frame,
        msUp((this.logRejected ? this.nextOldest(row) : oldest) + this.windowMicros - now),
      );
    }
    this.note(row, at, now);
    return GO;
  }

  protected used(row: number): number {
    const since = this.host.now - this.windowMicros;
    const known = Math.min(this.written[row], this.full);
    let count = 0;
    for (let i = 0; i < known; i++) if (this.marks[row * this.full + i] > since) count++;
    return count;
  }

  private note(row: number, at: number, now: number): void {
    this.marks[at] = now;
    this.written[row]++;
  }

  private nextOldest(row: number): number {
    return this.marks[row * this.full + (this.written[row] % this.full)];
  }
}
