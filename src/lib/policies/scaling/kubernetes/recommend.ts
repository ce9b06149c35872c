import type { Load } from '#lib/engine/contract.ts';

/** What is asked of the calculator, and whether it knew anything. */
export interface Recommended {
  readonly replicas: number;
  /** Whole %; null: no instance could be measured. */
  readonly utilization: number | null;
}

/**
 * `GetResourceReplicas` of pkg/controller/podautoscaler/replica_calculator.go. Young instances are left out, but count as idle
 * when there would be more; those that are down count as idle then, and as busy when there would be fewer: so both damp.
 */
export function recommend(load: Load, target: number, tolerance: number): Recommended {
  const { desired, shares, unready, missing } = load;
  if (shares.length === 0) return { replicas: desired, utilization: null };
  const utilization = percentOf(shares);
  const ratio = utilization / target;
  const within = (each: number) => Math.abs(1 - each) <= tolerance;
  const padsUnready = unready > 0 && ratio > 1;
  if (!padsUnready && missing === 0) {
    return { replicas: within(ratio) ? desired : Math.ceil(ratio * shares.length), utilization };
  }
  const padding = ratio < 1 ? Math.max(100, target) / 100 : 0;
  // A ratio of exactly 1 leaves those that are down out altogether.
  const padded = [...shares, ...Array<number>(ratio === 1 ? 0 : missing).fill(padding)];
  if (padsUnready) padded.push(...Array<number>(unready).fill(0));
  const again = percentOf(padded) / target;
  if (within(again) || (ratio < 1 && again > 1) || (ratio > 1 && again < 1)) {
    return { replicas: desired, utilization };
  }
  const replicas = Math.ceil(again * padded.length);
  const turned = (again < 1 && replicas > desired) || (again > 1 && replicas < desired);
  return { replicas: turned ? desired : replicas, utilization };
}

/** Whole %, cut off, as Kubernetes reckons it. */
function percentOf(shares: readonly number[]): number {
  return Math.floor((100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length);
}
