/**
 * The thirteen ways a request can end. Every request ends in exactly one of them; a layer that refuses
 * or fails a call names a *reason*, and each reason belongs to one outcome.
 */
export type Outcome =
  | 'ok'
  | 'error'
  | 'timed-out'
  | 'connection-refused'
  | 'reset'
  | 'fast-failed'
  | 'rate-limited'
  | 'unauthorized'
  | 'no-route'
  | 'no-instance'
  | 'queue-full'
  | 'cancelled'
  | 'partitioned';

/** The four shapes and colours in which outcomes are drawn: one family tells one story. */
export type Family = 'ok' | 'failed' | 'refused' | 'late';

export interface OutcomeInfo {
  readonly outcome: Outcome;
  readonly label: string;
  readonly family: Family;
  /** True when the callee did answer: only these enter the latency quantiles. */
  readonly answered: boolean;
}

/** In the order of their codes: `outcomes[code]`. The codes are written into digests: append only. */
export const outcomes: readonly OutcomeInfo[] = [
  { outcome: 'ok', label: 'ok', family: 'ok', answered: true },
  { outcome: 'error', label: 'error', family: 'failed', answered: true },
  { outcome: 'timed-out', label: 'timed out', family: 'late', answered: false },
  { outcome: 'connection-refused', label: 'connection refused', family: 'failed', answered: false },
  { outcome: 'reset', label: 'connection reset', family: 'failed', answered: false },
  { outcome: 'fast-failed', label: 'failed fast', family: 'refused', answered: false },
  { outcome: 'rate-limited', label: 'rate limited', family: 'refused', answered: false },
  { outcome: 'unauthorized', label: 'unauthorized', family: 'refused', answered: false },
  { outcome: 'no-route', label: 'no route', family: 'failed', answered: false },
  { outcome: 'no-instance', label: 'no instance', family: 'failed', answered: false },
  { outcome: 'queue-full', label: 'queue full', family: 'refused', answered: false },
  { outcome: 'cancelled', label: 'cancelled', family: 'late', answered: false },
  { outcome: 'partitioned', label: 'partitioned', family: 'failed', answered: false },
];

export const OK = 0;
export const ERROR = 1;
export const TIMED_OUT = 2;
export const CONNECTION_REFUSED = 3;
export const RESET = 4;
export const FAST_FAILED = 5;
export const NO_ROUTE = 8;
export const NO_INSTANCE = 9;
export const QUEUE_FULL = 10;
export const CANCELLED = 11;
export const PARTITIONED = 12;

/** The code of an outcome: its place in `outcomes`. */
export function outcomeCode(outcome: Outcome): number {
  return outcomes.findIndex((info) => info.outcome === outcome);
}
