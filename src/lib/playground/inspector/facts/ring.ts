import type { Fact, RingMark } from '#lib/base/fact.ts';

/** So many marks are drawn, in rows of so many. */
const MOST_MARKS = 100;
export const MARKS_A_ROW = 20;

/** The results a policy remembers, ready to draw. */
export interface Ring {
  /** Oldest first, at most `MOST_MARKS`: the latest. */
  readonly marks: readonly RingMark[];
  /** Places to keep: those not yet filled are drawn empty, so that nothing below moves when they fill. */
  readonly places: number;
  readonly counts: readonly { readonly mark: RingMark; readonly count: number }[];
}

const WORDS: Readonly<Record<RingMark, string>> = {
  ok: 'ok',
  failed: 'failed',
  slow: 'slow',
  'slow-failed': 'slow and failed',
  ignored: 'ignored',
};

export function ringOf({ ring = [], of, unit = '' }: Pick<Fact, 'ring' | 'of' | 'unit'>): Ring {
  const marks = ring.slice(-MOST_MARKS);
  // A count's whole is how many results there is room for; a share's whole (100 %) is not.
  const room = unit === '' && of !== undefined ? Math.min(of, MOST_MARKS) : 0;
  const counts = (Object.keys(WORDS) as RingMark[]).map((mark) => ({
    mark,
    count: ring.filter((one) => one === mark).length,
  }));
  return {
    marks,
    places: Math.max(room, marks.length),
    counts: counts.filter(({ mark, count }) => count > 0 || mark === 'ok' || mark === 'failed'),
  };
}

export function markWord(mark: RingMark): string {
  return WORDS[mark];
}

/** "12 ok, 3 failed; the latest failed" */
export function spokenRing({ counts, marks }: Ring): string {
  if (marks.length === 0) return 'none remembered';
  const told = counts.filter(({ count }) => count > 0).map(({ mark, count }) => `${count} ${WORDS[mark]}`);
  return `${told.join(', ')}; the latest ${WORDS[marks[marks.length - 1]]}`;
}
