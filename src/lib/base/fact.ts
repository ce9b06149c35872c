/** One thing that a policy or behaviour shows of its inside, at one moment: "failures in a row 3 / 5". */
export interface Fact {
  readonly key: string;
  readonly label: string;
  readonly value: number | string;
  /** Unit of `value`: 's', 'ms', '%', '/s', or empty for a count. */
  readonly unit?: string;
  /** What `value` is out of, in the same unit: draws a gauge. */
  readonly of?: number;
  /** Where on that gauge something happens, in the same unit: a threshold. */
  readonly line?: number;
  /** The threshold is a floor: what happens there happens below it, as when tokens run out, or already at it. */
  readonly floor?: 'below' | 'at';
  /** The last results, oldest first, as the policy itself remembers them: draws a ring of marks. */
  readonly ring?: readonly RingMark[];
  /** Like things side by side: the buckets of a window, the hosts and their scores. */
  readonly bars?: readonly FactBar[];
}

/** A remembered result, in a policy's own eyes. */
export type RingMark = 'ok' | 'failed' | 'slow' | 'slow-failed' | 'ignored';

export interface FactBar {
  readonly label: string;
  readonly value: number;
  /** The full length, in the unit of `value`; absent: the longest bar of the row. */
  readonly of?: number;
  /** Part of `value` that failed, or is used: drawn in the colour of trouble. */
  readonly bad?: number;
  /** A word beside it: 'ejected', 'backup', 'down'. */
  readonly note?: string;
}
