import {
  CONNECTION_REFUSED,
  ERROR,
  NO_INSTANCE,
  NO_ROUTE,
  outcomeCode,
  QUEUE_FULL,
  RESET,
  TIMED_OUT,
} from '#lib/base/outcomes.ts';

/** Why nginx may ask the next server: the words of proxy_next_upstream as bits of a mask. */
export const CONDITION = {
  error: 1,
  timeout: 2,
  http_500: 4,
  http_502: 8,
  http_503: 16,
  http_504: 32,
  http_403: 64,
  http_404: 128,
  http_429: 256,
  non_idempotent: 512,
} as const;

/** Answers that the next server may give better, but that are no failure of this one. */
export const BLAMELESS = CONDITION.http_403 | CONDITION.http_404;
/** There was no answer at all: a failure even where nobody else is asked. */
export const UNANSWERED = CONDITION.error | CONDITION.timeout;

/** 'error timeout http_502' as a mask; words that nginx does not know count for nothing, 'off' for everything. */
export function maskOf(words: string): number {
  const given = words.split(/\s+/);
  if (given.includes('off')) return 0;
  return given.reduce((mask, word) => mask | (CONDITION[word as keyof typeof CONDITION] ?? 0), 0);
}

/** What an outcome is to nginx; 0: nothing to try again for. */
export const CONDITION_OF_OUTCOME = new Int32Array(16);
for (const [outcome, condition] of [
  [CONNECTION_REFUSED, CONDITION.error],
  [RESET, CONDITION.error],
  [outcomeCode('partitioned'), CONDITION.error],
  [TIMED_OUT, CONDITION.timeout],
  [ERROR, CONDITION.http_500],
  [NO_INSTANCE, CONDITION.http_502],
  [QUEUE_FULL, CONDITION.http_503],
  [outcomeCode('fast-failed'), CONDITION.http_503],
  [outcomeCode('rate-limited'), CONDITION.http_429],
  [outcomeCode('unauthorized'), CONDITION.http_403],
  [NO_ROUTE, CONDITION.http_404],
]) {
  CONDITION_OF_OUTCOME[outcome] = condition;
}
