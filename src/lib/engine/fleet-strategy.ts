/**
 * How a Kubernetes Deployment rolls: the two fenceposts of its `rollingUpdate` strategy (pkg/controller/deployment/util,
 * `ResolveFenceposts`). Each is a number of instances plus a share of those desired, of which one is zero.
 */
export interface Strategy {
  readonly surgeCount: number;
  readonly surgePercent: number;
  readonly unavailableCount: number;
  readonly unavailablePercent: number;
}

export interface Fenceposts {
  /** Instances beyond those desired that may exist meanwhile. */
  readonly maxSurge: number;
  /** Of those desired, how many may be missing meanwhile. */
  readonly maxUnavailable: number;
}

/** A surge is rounded up, what may be unavailable down; with neither, nothing could ever move, and one may be unavailable. */
export function fencepostsOf(strategy: Strategy, desired: number): Fenceposts {
  const maxSurge = strategy.surgeCount + Math.ceil((strategy.surgePercent * desired) / 100);
  const down = strategy.unavailableCount + Math.floor((strategy.unavailablePercent * desired) / 100);
  const maxUnavailable = maxSurge === 0 && down === 0 ? 1 : down;
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, desired) };
}
