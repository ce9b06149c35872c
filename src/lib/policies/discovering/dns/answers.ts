import { MICROS_PER_S } from '#lib/base/time.ts';

/**
 * A DNS answer in the one whole number that a message brings back: which list of addresses, and for how many seconds it may be kept.
 * As on the wire, a TTL is whole seconds; what is left of one is rounded down, so that no chain of caches adds up to more than it.
 */
export function answerOf(roster: number, ttlMicros: number): number {
  const seconds = Math.floor(ttlMicros / MICROS_PER_S);
  return roster * SECONDS + (seconds < MOST_SECONDS ? seconds : MOST_SECONDS);
}

export function rosterIn(answer: number): number {
  return Math.floor(answer / SECONDS);
}

export function ttlMicrosIn(answer: number): number {
  return (answer % SECONDS) * MICROS_PER_S;
}

const SECONDS = 4_096;
/** Nothing here is kept for longer than an hour and a bit. */
const MOST_SECONDS = SECONDS - 1;
