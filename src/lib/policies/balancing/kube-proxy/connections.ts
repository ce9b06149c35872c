import { CANCELLED, CONNECTION_REFUSED, outcomeCode, RESET, TIMED_OUT } from '#lib/base/outcomes.ts';
import type { Frame } from '#lib/engine/frames.ts';

/** A caller's connections, each to the host that was chosen when it was opened. */
export interface Connections {
  /** The host of a kept connection that this call may go along, which it then does; NONE: it has to open one. */
  take(call: Frame): number;
  /** It opens one. */
  open(call: Frame, host: number): void;
  /** The call that was sent along one ended. */
  ended(call: Frame): void;
  /** How many are open to the host in a slot. Cold. */
  openTo(slot: number): number;
  /** The process restarted: there are none. */
  reset(): void;
}

const PARTITIONED = outcomeCode('partitioned');

/** Whether a call that ended so shows that its connection is gone. */
export function isGone(status: number): boolean {
  return status === CONNECTION_REFUSED || status === RESET || status === PARTITIONED;
}

/** Whether it ended before its answer came: nobody knows what comes along the connection next. */
export function isUnanswered(status: number): boolean {
  return status === TIMED_OUT || status === CANCELLED;
}
