import type { Explains } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';

/**
 * A queue before a station that is not first come, first served. It may give visits up; giving up answers them, and
 * whoever is told may send another visit here before `take` returns: nothing is remembered across it.
 */
export interface Line extends Explains {
  /** A visit begins to wait. There is room. */
  add(visit: Frame): void;
  /** Who is next, or NONE when nobody waits any more. */
  take(): Frame;
  /** There is no room for one more: gives up those who have waited too long. */
  relieve(): void;
  /** The process died: nobody waits. */
  clear(): void;
}
