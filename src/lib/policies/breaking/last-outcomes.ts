import type { RingMark } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';

/** How many results a breaker that itself keeps only a count shows of the past. */
const SHOWN = 20;

/** The last results in the eyes of a breaker whose rule needs no window: for the page, not for the rule. */
export class LastOutcomes {
  private readonly marks: Uint8Array;
  /** [results so far] */
  private readonly count: Int32Array;

  constructor(build: Build<unknown>) {
    this.marks = build.u8(SHOWN);
    this.count = build.i32(1);
  }

  note(mark: number): void {
    this.marks[this.count[0] % SHOWN] = mark;
    // Twice round is as good as any number of times.
    this.count[0] = this.count[0] === 2 * SHOWN - 1 ? SHOWN : this.count[0] + 1;
  }

  clear(): void {
    this.count[0] = 0;
  }

  /** Oldest first. Cold. */
  get ring(): readonly RingMark[] {
    const count = this.count[0];
    const held = Math.min(count, SHOWN);
    return Array.from({ length: held }, (_, i) => MARKS[this.marks[(count - held + i) % SHOWN]]);
  }
}

/** For breakers to which cancelled calls are nothing and all else but ok is a failure. */
export function markOf(status: number): number {
  if (status === OK) return OK_MARK;
  return status === CANCELLED ? IGNORED_MARK : FAILED_MARK;
}

export const OK_MARK = 0;
export const FAILED_MARK = 1;
export const IGNORED_MARK = 2;
const MARKS: readonly RingMark[] = ['ok', 'failed', 'ignored'];
