import { ERROR, OK, outcomeCode, TIMED_OUT, type Outcome } from './outcomes.ts';

/** Words for outcomes that logs use besides the house's own. */
const WORDS: Readonly<Record<string, number>> = {
  success: OK,
  'slow-success': OK,
  failure: ERROR,
  fail: ERROR,
  'slow-failure': ERROR,
  timeout: TIMED_OUT,
};

/** The outcome that a word of a log means; null when it means none. HTTP: from 500 on it is an error. */
export function codeOfWord(word: string): number | null {
  const plain = word.trim().toLowerCase();
  const own = outcomeCode(plain as Outcome);
  if (own >= 0) return own;
  if (Object.hasOwn(WORDS, plain)) return WORDS[plain];
  if (!/^[1-5][0-9][0-9]$/.test(plain)) return null;
  if (plain === '504') return TIMED_OUT;
  return Number(plain) >= 500 ? ERROR : OK;
}

/** Outcomes of a log's rows, ok where nothing is said; their words are known, as `readArrivalsLog` sees to. */
export function codesOf(words: readonly string[], count: number): number[] {
  return Array.from({ length: count }, (_, row) => (words[row] === undefined ? OK : codeOfWord(words[row])!));
}
