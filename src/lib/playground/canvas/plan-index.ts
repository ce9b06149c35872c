import type { Plan } from '#lib/scenario/plan.ts';

/** Where things are in a plan, by the ids of the scenario. */
export class PlanIndex {
  readonly #nodes: ReadonlyMap<string, number>;
  readonly #edges: ReadonlyMap<string, number>;
  readonly #charts: ReadonlyMap<string, number>;
  readonly #called: ReadonlySet<number>;

  constructor(readonly plan: Plan = { nodes: [], hosts: [], edges: [], charts: [] }) {
    this.#nodes = new Map(plan.nodes.map(({ id }, i) => [id, i]));
    this.#edges = new Map(plan.edges.map(({ id }, i) => [id, i]));
    this.#charts = new Map(plan.charts.map(({ owner, concern }, i) => [`${owner}/${concern}`, i]));
    this.#called = new Set(plan.edges.map(({ to }) => to));
  }

  node(id: string): number | undefined {
    return this.#nodes.get(id);
  }

  edge(id: string): number | undefined {
    return this.#edges.get(id);
  }

  /** The chart of this concern that belongs to a node or edge. */
  chart(owner: string, concern: string): number | undefined {
    return this.#charts.get(`${owner}/${concern}`);
  }

  /** Nothing calls it: what it does is what it sends. */
  isSource(node: number): boolean {
    return !this.#called.has(node);
  }
}
