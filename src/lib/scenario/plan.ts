/**
 * What a compiled scenario consists of, told to the page once: the names behind the numbers in records and
 * views. Indexes are places in these lists.
 */
export interface Plan {
  readonly nodes: readonly PlanNode[];
  /** Instances of all nodes; a *host* number is a place in this list. */
  readonly hosts: readonly PlanHost[];
  readonly edges: readonly PlanEdge[];
  readonly charts: readonly PlanChart[];
}
export interface PlanNode {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly firstHost: number;
  readonly hosts: number;
}
export interface PlanHost {
  readonly node: number;
  /** 'Order-2': the node's label and the instance's number from 1. */
  readonly label: string;
  /** '10.0.4.2:8080'. */
  readonly address: string;
}
export interface PlanEdge {
  readonly id: string;
  /** Places in `nodes`. */
  readonly from: number;
  readonly to: number;
  readonly contract: 'calls' | 'registry';
  /** The route's path when the caller has routes, else ''. */
  readonly path: string;
}
/** A machine at work: which one, on what, and the name of each of its subjects. */
export interface PlanChart {
  /** 'e4/breaker', 'n7/life', 'n5/lease', 'n5/mode'. */
  readonly id: string;
  /** XState machine id, found on the page by a glob: 'course-breaker', 'instance-life', 'lease', 'registry-mode'. */
  readonly machine: string;
  /** Node or edge id that it belongs to. */
  readonly owner: string;
  /** 'breaker', 'life', 'lease', 'mode'. */
  readonly concern: string;
  /** States in the order of their codes, and the code each subject starts in. */
  readonly states: readonly string[];
  readonly events: readonly string[];
  /** Sentences with {a} and {b} for the evidence: 'why' of a transition, by rule code. */
  readonly rules: readonly string[];
  readonly subjects: readonly string[];
  readonly initial: number;
  /** By subject, where not all start in the initial state: an address at which nobody stands yet. */
  readonly starts?: readonly number[];
}

/** The state in which a subject of a chart starts. */
export function startOf({ initial, starts }: Pick<PlanChart, 'initial' | 'starts'>, subject: number): number {
  return starts?.[subject] ?? initial;
}
