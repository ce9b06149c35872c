/** One number that a policy or behaviour shows of its inside, at one moment: "failures in a row 3 / 5". */
export interface Fact {
  readonly key: string;
  readonly label: string;
  readonly value: number | string;
  /** Unit of `value`: 's', 'ms', '%', '/s', or empty for a count. */
  readonly unit?: string;
  /** What `value` is out of, in the same unit: draws a gauge. */
  readonly of?: number;
}
