import { outcomes, type Family } from '#lib/base/outcomes.ts';

/** Rows of a log that fall on one column of a strip, by what became of them. */
export interface Bin {
  readonly ok: number;
  readonly failed: number;
  readonly refused: number;
  readonly late: number;
  /** Of them all, those that never reached the callee are `refused`. */
  readonly total: number;
}

/**
 * Counts of a log's rows in `count` equal stretches of [0, untilMs]. A row that was still under way at the end counts as
 * late.
 */
export function binsOf(atMs: Float64Array, outcome: Uint8Array, untilMs: number, count: number): Bin[] {
  const bins = Array.from({ length: count }, () => ({ ok: 0, failed: 0, refused: 0, late: 0, total: 0 }));
  for (let row = 0; row < atMs.length; row++) {
    const at = untilMs > 0 ? Math.floor((atMs[row] / untilMs) * count) : 0;
    const bin = bins[Math.min(count - 1, at)];
    bin[familyOf(outcome[row])]++;
    bin.total++;
  }
  return bins;
}

export function familyOf(code: number): Family {
  return outcomes[code]?.family ?? 'late';
}
