import { msToMicros, msUp } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import { Limiter } from '#lib/policies/limiting/limiter.ts';
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
  /** A ring of `full` times a row; where in it the next one goes, and how many it holds. */
  private readonly marks: Float64Array;
  private readonly next: Int32Array;
  private readonly known: Int32Array;

  constructor(build: Build<SlidingLogConfig>, keying: Pick<SlidingLogConfig, 'key' | 'maxKeys'>) {
    super(build, keying, 'sliding log full');
    this.full = build.config.limit;
    this.windowMicros = msToMicros(build.config.windowMs);
    this.logRejected = build.config.logRejected;
    this.marks = build.f64(this.table.capacity * this.full);
    this.next = build.i32(this.table.capacity);
    this.known = build.i32(this.table.capacity);
  }

  protected begin(row: number): void {
    this.next[row] = this.known[row] = 0;
  }

  protected admit(row: number, frame: Frame): Verdict {
    const { now } = this.host;
    if (this.known[row] === this.full && this.oldest(row) > now - this.windowMicros) {
      // A refusal on record takes the place of the oldest: then the next older one decides.
      if (this.logRejected) this.note(row, now);
      return this.refuse(frame, msUp(this.oldest(row) + this.windowMicros - now));
    }
    this.note(row, now);
    return GO;
  }

  protected used(row: number): number {
    const since = this.host.now - this.windowMicros;
    let count = 0;
    for (let i = 0; i < this.known[row]; i++) if (this.marks[row * this.full + i] > since) count++;
    return count;
  }

  /** Of a ring that is full. */
  private oldest(row: number): number {
    return this.marks[row * this.full + this.next[row]];
  }

  private note(row: number, now: number): void {
    const { next, known, full } = this;
    this.marks[row * full + next[row]] = now;
    next[row] = next[row] + 1 === full ? 0 : next[row] + 1;
    if (known[row] < full) known[row]++;
  }
}
