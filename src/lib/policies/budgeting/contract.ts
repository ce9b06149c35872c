import type { Explains } from '#lib/engine/contract.ts';

/**
 * Bounds retries as a share of the work, so that they cannot multiply an outage. One budget a port, told by the port's
 * retry of all that it does: products count requests (Finagle), results (gRPC) or what is under way (Envoy).
 */
export interface Budget extends Explains {
  /** It is its product's own limit of retries at once, in place of the one that a breaker of the same product has. */
  readonly replacesMaxRetries?: boolean;
  /** A call came, before its first try. */
  began(): void;
  /** A try, first or later, goes out. */
  tryBegan(): void;
  /** A try ended well. */
  succeeded(): void;
  /** A try ended in a way that its policy retries; told before `mayRetry` is asked. */
  failed(): void;
  /**
   * Whether one more try may come now. If so, it counts as a retry from here on, through any wait, until `retryEnded`. `told` (by default so): it
   * follows a failure that the budget was told of; without one, gRPC's throttle has no say.
   */
  mayRetry(told?: boolean): boolean;
  /** A retry that was allowed ended, or will not come. */
  retryEnded(): void;
  /** A try is not under way any more; told after what follows from it was decided. */
  tryEnded(): void;
  reset(): void;
}

/** No budget: every retry may come. */
export const unlimited: Budget = {
  began: () => undefined,
  tryBegan: () => undefined,
  succeeded: () => undefined,
  failed: () => undefined,
  mayRetry: () => true,
  retryEnded: () => undefined,
  tryEnded: () => undefined,
  reset: () => undefined,
  explain: () => [],
};
