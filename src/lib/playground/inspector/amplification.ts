import { SAMPLE_MICROS } from '#lib/runner/protocol.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import type { Scenario } from '#lib/scenario/document.ts';
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

/** The latest of the requests that ended is among so many of them, or close enough. */
const MOST_LOOKED = 4_096;

/**
 * Every node that calls others, by tier, over `windowMicros` before t and since the start (whole 100 ms, as samples
 * are). `retrying` are the edges (places) whose chain may send a call again.
 */
export function amplificationAt(
  record: Record,
  micros: number,
  windowMicros: number,
  retrying: ReadonlySet<number>,
): readonly Amplification[] {
  const { plan, samples } = record;
  const to = samples.rowAt(micros);
  const from = samples.rowAt(Math.max(0, to * SAMPLE_MICROS - windowMicros));
  const tiers = tiersOf(plan);
  const taken = (node: number, row: number) => callsIn(record, node, row, retrying);
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

/** The edges (places in the plan) of a scenario whose calls may be sent again. */
export function retryingEdges(plan: Plan, scenario: Scenario): ReadonlySet<number> {
  const again = scenario.edges.filter(({ config }) => {
    const retry = config.retry as { is?: unknown } | undefined;
    return retry !== undefined && retry.is !== 'none';
  });
  return new Set(again.map(({ id }) => plan.edges.findIndex((edge) => edge.id === id)));
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
 * Calls that a node had taken in by a row. Nobody calls a source: its calls are what it began itself. Where its
 * chains send each call once, those are the calls sent and refused; where they try again, they are known by the
 * latest of them that has ended, as a source numbers its requests one by one.
 */
function callsIn(record: Record, node: number, row: number, retrying: ReadonlySet<number>): number {
  const { plan, samples } = record;
  const edges = callEdges(plan);
  if (edges.some((edge) => plan.edges[edge].to === node)) return samples.node(row, node, 0);
  const own = edges.filter((edge) => plan.edges[edge].from === node);
  if (own.some((edge) => retrying.has(edge))) return begunBy(record, node, row * SAMPLE_MICROS);
  return own.reduce((sum, edge) => sum + samples.edge(row, edge, 0) + samples.edge(row, edge, 1), 0);
}

function begunBy({ plan, ends }: Record, node: number, micros: number): number {
  const { firstHost, hosts } = plan.nodes[node];
  const begun = new Float64Array(hosts);
  const last = ends.before(micros);
  for (let i = Math.max(0, last - MOST_LOOKED); i < last; i++) {
    const host = Math.floor(ends.root[i] / 2 ** 32) - firstHost;
    if (host < 0 || host >= hosts) continue;
    begun[host] = Math.max(begun[host], (ends.root[i] % 2 ** 32) + 1);
  }
  return begun.reduce((sum, count) => sum + count, 0);
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
