import { completeConfig } from '#lib/base/schema-read.ts';
import { edgeFields, type Definitions } from './definitions.ts';
import type { Scenario, ScenarioEdge, ScenarioNode } from './document.ts';
import { only, withPath } from './edge-config.ts';
import { Wiring } from './wiring.ts';

/** What goes over to whoever chooses the instance: how one is chosen, checked, and taken out of rotation. */
export const CHOOSING = ['balancer', 'health', 'ejection'];

export interface Between {
  /** An edge of calls. It goes on existing, and ends at the new node. */
  readonly edge: string;
  /** Of a kind that passes on. */
  readonly node: ScenarioNode;
  /** Ids of its edges: to the callee, and to the registry if it needs one. */
  readonly calls: string;
  readonly lookup: string;
}

/**
 * From client-side to server-side discovery: the caller keeps what it does around a call (time-outs, breaker, retries),
 * and the new node finds and chooses the instances as the caller did. The caller's lookups go over too; where it still
 * needs them, for another callee or to announce itself, the new node gets an edge of its own.
 */
export function putBetween(
  scenario: Scenario,
  { edge: id, node, calls, lookup: lookupId }: Between,
  definitions: Definitions,
): Scenario {
  const wiring = new Wiring(scenario, definitions);
  const direct = wiring.call(id);
  const fields = wiring.fieldsOf(direct);
  const kept = Object.keys(fields).filter((key) => !CHOOSING.includes(key));
  const before = { ...withPath(direct, fields), to: node.id };
  const carried = [...Object.keys(definitions.network), ...CHOOSING];
  const behind = {
    ...{ id: calls, from: node.id, to: direct.to },
    config: only(completeConfig(fields, direct.config), carried),
  };
  const edges = [
    ...scenario.edges.map((edge) => {
      return edge === direct ? { ...before, config: only(before.config, kept) } : edge;
    }),
    behind,
  ];
  // It stands where the callee does: nowhere, it would be a way around all distances.
  const { groups } = wiring.node(direct.to);
  const nodes = [...scenario.nodes, groups === undefined ? node : { ...node, groups }];
  const lookup = wiring.lookupOf(direct);
  if (lookup === null) return { ...scenario, nodes, edges };
  const own = wiring.asksOnlyFor(lookup, direct.to) ? lookup.id : lookupId;
  return { ...scenario, nodes, edges: withLookup(edges, { ...lookup, id: own }, node, definitions) };
}

/** The edges with a lookup by another node, of the same settings; in place of that with its id, or as a new one. */
export function withLookup(
  edges: readonly ScenarioEdge[],
  lookup: ScenarioEdge,
  by: ScenarioNode,
  definitions: Definitions,
): readonly ScenarioEdge[] {
  const kind = definitions.kinds.get(by.kind);
  if (kind?.ports.registry?.looksUp !== true) return edges;
  const config = only(lookup.config, Object.keys(edgeFields(definitions, kind, 'registry')));
  const its = { ...lookup, from: by.id, config };
  const takesOver = edges.some((edge) => edge.id === its.id);
  return takesOver ? edges.map((edge) => (edge.id === its.id ? its : edge)) : [...edges, its];
}
