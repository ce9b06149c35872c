import { SAMPLE_MICROS } from '#lib/runner/protocol.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import type { Record } from '#lib/playground/record/record.ts';

/**
 * Calls out per call in: how many calls a node sends for each that it takes. Without retries that is what its work
 * needs (its fan-out); each retry is a call more, and what one tier adds the next one multiplies.
 */
export interface Amplification {
  /** Place in `plan.nodes`. */
  readonly node: number;
  /** Steps from the callers that nobody calls: 0 for these. */
  readonly tier: number;
  readonly lately: Share;
  readonly ever: Share;
  readonly edges: readonly EdgeShare[];
}
export interface EdgeShare {
  /** Place in `plan.edges`. */
  readonly edge: number;
  readonly lately: Share;
  readonly ever: Share;
}
export interface Share {
  readonly out: number;
  readonly in: number;
  /** out / in; null when nothing came in. */
  readonly ratio: number | null;
}

/**
 * Every node that calls others, by tier, over `windowMicros` before t and since the start (whole 100 ms, as samples
 * are).
 */
export function amplificationAt(
  record: Record,
  micros: number,
  windowMicros: number,
): readonly Amplification[] {
  const { plan, samples } = record;
  const to = samples.rowAt(micros);
  const from = samples.rowAt(Math.max(0, to * SAMPLE_MICROS - windowMicros));
  const tiers = tiersOf(plan);
  const taken = (node: number, row: number) => callsIn(record, node, row);
  return plan.nodes
    .flatMap((_, node): Amplification[] => {
      const own = callEdges(plan).filter((edge) => plan.edges[edge].from === node);
      if (own.length === 0) return [];
      const [began, now] = [taken(node, from), taken(node, to)];
      const edges = own.map((edge) => {
        const [sentBefore, sent] = [samples.edge(from, edge, 0), samples.edge(to, edge, 0)];
        return { edge, lately: shareOf(sent - sentBefore, now - began), ever: shareOf(sent, now) };
      });
      return [{ node, tier: tiers[node], ...sumOf(edges, now - began, now), edges }];
    })
    .sort((a, b) => a.tier - b.tier);
}

/** Each node's distance in calls from the nearest node that nobody calls; 0 where no such node leads to it. */
export function tiersOf(plan: Plan): number[] {
  const edges = callEdges(plan).map((edge) => plan.edges[edge]);
  const tiers = plan.nodes.map((_, node) => (edges.some(({ to }) => to === node) ? Infinity : 0));
  for (let tier = 0; tier < plan.nodes.length; tier++) {
    for (const { from, to } of edges) if (tiers[from] === tier) tiers[to] = Math.min(tiers[to], tier + 1);
  }
  return tiers.map((tier) => (tier === Infinity ? 0 : tier));
}

/**
 * Calls that a node had taken in by a row. Nobody calls a source: its calls are those that it began itself, sent or
 * refused, without the tries that came after a first one.
 */
function callsIn({ plan, samples }: Record, node: number, row: number): number {
  const edges = callEdges(plan);
  if (edges.some((edge) => plan.edges[edge].to === node)) return samples.node(row, node, 0);
  const own = edges.filter((edge) => plan.edges[edge].from === node);
  const begun = (edge: number) =>
    samples.edge(row, edge, 0) + samples.edge(row, edge, 1) - samples.edge(row, edge, 2);
  return own.reduce((sum, edge) => sum + begun(edge), 0);
}

/** Lookups and heartbeats are no calls. */
function callEdges(plan: Plan): number[] {
  return plan.edges.flatMap(({ contract }, edge) => (contract === 'calls' ? [edge] : []));
}

function sumOf(edges: readonly EdgeShare[], lately: number, ever: number): { lately: Share; ever: Share } {
  const sum = (key: 'lately' | 'ever') => edges.reduce((total, edge) => total + edge[key].out, 0);
  return { lately: shareOf(sum('lately'), lately), ever: shareOf(sum('ever'), ever) };
}

function shareOf(out: number, taken: number): Share {
  return { out, in: taken, ratio: taken > 0 ? out / taken : null };
}
