import type { Plan } from '#lib/scenario/plan.ts';

/** Where things are in a plan, by the ids of the scenario. */
export class PlanIndex {
  readonly #nodes: ReadonlyMap<string, number>;
  readonly #edges: ReadonlyMap<string, number>;
  readonly #charts: ReadonlyMap<string, number>;
  /** Per host its leases, as chart and subject. */
  readonly #leases = new Map<number, [chart: number, subject: number][]>();
  readonly #called: ReadonlySet<number>;

  constructor(readonly plan: Plan = { nodes: [], hosts: [], edges: [], charts: [] }) {
    this.#nodes = new Map(plan.nodes.map(({ id }, i) => [id, i]));
    this.#edges = new Map(plan.edges.map(({ id }, i) => [id, i]));
    this.#charts = new Map(plan.charts.map(({ owner, concern }, i) => [`${owner}/${concern}`, i]));
    this.#called = new Set(plan.edges.map(({ to }) => to));
    const hosts = new Map(
      plan.hosts.flatMap(({ label, address }, i) => [[label, i] as const, [address, i] as const]),
    );
    plan.charts.forEach(({ concern, subjects }, chart) => {
      if (concern !== 'lease') return;
      subjects.forEach((name, subject) => {
        const host = hosts.get(name);
        if (host !== undefined) this.#leases.set(host, [...this.leasesOf(host), [chart, subject]]);
      });
    });
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

  leasesOf(host: number): readonly [chart: number, subject: number][] {
    return this.#leases.get(host) ?? [];
  }

  /** Nothing calls it: what it does is what it sends. */
  isSource(node: number): boolean {
    return !this.#called.has(node);
  }
}
