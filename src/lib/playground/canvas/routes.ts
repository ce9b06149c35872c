import { defaultsOf, type Config } from '#lib/base/schema.ts';
import type { Contract } from '#lib/kinds/definition.ts';
import { kinds } from '#lib/kinds/kinds.ts';
import { policies } from '#lib/policies/policies.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { contractBetween } from '#lib/scenario/definitions.ts';
import type { Scenario, ScenarioEdge, ScenarioNode } from '#lib/scenario/document.ts';

/** An edge with what follows from its two ends. */
export interface Line {
  readonly edge: ScenarioEdge;
  readonly contract: Contract | null;
  /** Whether it leaves by path, from a row of its own on the caller's card. */
  readonly hasRow: boolean;
  /** How long its breaker stays open at least, where its settings alone decide that. */
  readonly openMicros: number | null;
}

/** The edges of a scenario by the node that they leave; read anew only when the document is another. */
export function linesOf(scenario: Scenario): ReadonlyMap<string, readonly Line[]> {
  const known = cache.get(scenario);
  if (known) return known;
  const nodes = new Map(scenario.nodes.map((node) => [node.id, node]));
  const lines = new Map<string, Line[]>();
  for (const edge of scenario.edges) {
    const line = lineOf(edge, nodes);
    const others = lines.get(edge.from);
    if (others) others.push(line);
    else lines.set(edge.from, [line]);
  }
  cache.set(scenario, lines);
  return lines;
}

/** A route's path as the run knows it, or as it will be named before there is one. */
export function pathOf(
  scenario: Scenario,
  edge: ScenarioEdge,
  planned: Plan['edges'][number] | undefined,
): string {
  if (typeof edge.config.path === 'string' && edge.config.path !== '') return edge.config.path;
  if (planned?.path) return planned.path;
  const label = scenario.nodes.find(({ id }) => id === edge.to)?.label ?? '';
  return `/${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}

const cache = new WeakMap<Scenario, ReadonlyMap<string, readonly Line[]>>();

function lineOf(edge: ScenarioEdge, nodes: ReadonlyMap<string, ScenarioNode>): Line {
  const from = kinds.get(nodes.get(edge.from)?.kind ?? '');
  const to = kinds.get(nodes.get(edge.to)?.kind ?? '');
  const contract = from && to ? contractBetween(from, to) : null;
  const fields = from?.ports.calls?.fields ?? {};
  const hasRow = contract === 'calls' && 'path' in fields;
  const breaker = (edge.config.breaker ?? fields.breaker?.default) as Config | undefined;
  return {
    edge,
    contract,
    hasRow,
    openMicros: contract === 'calls' && breaker ? openMicrosOf(breaker) : null,
  };
}

function openMicrosOf(breaker: Config): number | null {
  const chosen = policies.find(({ family, policy }) => family === 'breaking' && policy === breaker.is);
  return chosen?.openMicros?.({ ...defaultsOf(chosen.fields), ...breaker }) ?? null;
}
