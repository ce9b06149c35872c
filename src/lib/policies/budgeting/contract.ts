import type { Explains } from '#lib/engine/contract.ts';

/** Bounds retries as a share of the work, so that they cannot multiply an outage. One budget a port. */
export interface Budget extends Explains {
  /** A call began: its first try. */
  began(): void;
  /** Whether one more try may begin now; if so, it counts from here on. */
  mayRetry(): boolean;
  /** A try ended with this outcome; `retry`: it was one that `mayRetry` allowed. */
  ended(status: number, retry: boolean): void;
  /** A call ended, with all its tries. */
  over(): void;
  reset(): void;
}
