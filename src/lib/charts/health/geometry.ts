import type { Family } from '#lib/base/outcomes.ts';

export type FamilyCounts = { readonly [family in Family]: number };
/** 'quiet' where nothing ended. */
export type Health = Family | 'quiet';

/** A family of failures colours its cell from this share on: a lone error in hundreds is no bad second. */
const SHARE = 0.02;

/** The worst that a stretch of time had to show: the largest bad family, if it is large enough. */
export function healthOf(counts: FamilyCounts): Health {
  const total = counts.ok + counts.failed + counts.refused + counts.late;
  if (total === 0) return 'quiet';
  // In doubt the worse comes first.
  let worst: Health = 'failed';
  for (const family of ['late', 'refused'] as const) if (counts[family] > counts[worst]) worst = family;
  return counts[worst] / total >= SHARE ? worst : 'ok';
}
