import type { Plan } from '#lib/scenario/plan.ts';

/** One subject of one machine, by places in the plan. */
export interface Watched {
  readonly chart: number;
  readonly subject: number;
}

/** The machines that tell about a selected node or edge. */
export interface MachinesOf {
  /** Each drawn as a diagram: its own, or those of its chosen instance, wherever they are kept. */
  readonly drawn: readonly Watched[];
  /** Places in `plan.charts` of those with many subjects that are not its instances: a registry's leases. */
  readonly listed: readonly number[];
}

/** What to show of `owner` (a node or edge id), of its `instance` from 0. */
export function machinesOf(plan: Plan, owner: string, instance: number): MachinesOf {
  const node = plan.nodes.find(({ id }) => id === owner);
  const host =
    node === undefined ? undefined : plan.hosts[node.firstHost + Math.min(instance, node.hosts - 1)];
  const drawn: Watched[] = [];
  const listed: number[] = [];
  plan.charts.forEach(({ owner: keeper, concern, subjects }, chart) => {
    const own =
      host === undefined ? -1 : subjects.findIndex((name) => name === host.label || name === host.address);
    // An edge's machines are its caller's: one subject for each of the caller's instances.
    if (keeper === owner && node === undefined) {
      drawn.push({ chart, subject: Math.min(instance, subjects.length - 1) });
    } else if (own >= 0 && !plan.edges.some(({ id }) => id === keeper)) drawn.push({ chart, subject: own });
    else if (keeper !== owner) return;
    else if (concern === 'lease' || subjects.length > 1) listed.push(chart);
    else drawn.push({ chart, subject: 0 });
  });
  // The first one's state stands in the title: its own before others', and of an edge's the breaker.
  const rank = ({ chart }: Watched) => {
    const { owner: keeper, concern } = plan.charts[chart];
    return keeper !== owner ? 2 : concern === 'breaker' ? 0 : 1;
  };
  return { drawn: drawn.toSorted((a, b) => rank(a) - rank(b)), listed };
}

/** Where a chart's modes begin in `View.modes`. */
export function modesStart(plan: Plan, chart: number): number {
  return plan.charts.slice(0, chart).reduce((sum, { subjects }) => sum + subjects.length, 0);
}
