import type { Fact } from '#lib/base/fact.ts';

/** How a limit of Netflix's concurrency-limits follows the calls: its `_update`. State in arena views, nothing allocated. */
export interface Algorithm {
  /** How many calls may be in flight now; a whole number. */
  readonly limit: number;
  /** The most that it can ever allow. */
  readonly most: number;
  /** As it is when it is built. */
  begin(): void;
  /** A call ended, or a window of them. `inflight` is of the moment when the call was let in, itself included. */
  sample(rttNanos: number, inflight: number, dropped: boolean): void;
  /** What there is to see besides the limit. Cold. */
  facts(): readonly Fact[];
}

/** An RTT in nanoseconds, as the algorithms keep it, in ms for the reader. */
export function rttFact(key: string, label: string, nanos: number): Fact {
  return { key, label, value: Math.round(nanos / 1_000) / 1_000, unit: 'ms' };
}
