import { outcomes, type Outcome } from '#lib/base/outcomes.ts';

/** What a listener of Netflix's concurrency-limits is told at a call's end. */
const SUCCESS = 0;
export const DROPPED = 1;
export const IGNORED = 2;

/**
 * ConcurrencyLimitClientInterceptor: OK is a success, UNAVAILABLE a drop, and all else says nothing of the limit, a deadline that
 * was exceeded included. What the library's own limiters turn away is UNAVAILABLE: so is a full queue here.
 */
const client: Readonly<Record<Outcome, number>> = {
  ok: SUCCESS,
  error: IGNORED,
  'timed-out': IGNORED,
  'connection-refused': DROPPED,
  reset: DROPPED,
  'fast-failed': DROPPED,
  'rate-limited': IGNORED,
  unauthorized: IGNORED,
  'no-route': IGNORED,
  'no-instance': DROPPED,
  'queue-full': DROPPED,
  cancelled: IGNORED,
  partitioned: DROPPED,
};

/** ConcurrencyLimitServerInterceptor: CANCELLED and DEADLINE_EXCEEDED are drops; whatever else was answered, errors too, a success. */
const late: readonly Outcome[] = ['timed-out', 'cancelled'];

/** By an outcome's code. */
export const CLIENT_IS_TOLD = outcomes.map(({ outcome }) => client[outcome]);
export const SERVER_IS_TOLD = outcomes.map(({ outcome }) => (late.includes(outcome) ? DROPPED : SUCCESS));
