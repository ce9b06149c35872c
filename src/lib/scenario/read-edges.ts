import { step, type Problems } from '#lib/base/problem.ts';
import { diffConfig } from '#lib/base/schema-diff.ts';
import type { Variant } from '#lib/base/schema.ts';
import { readConfig, reportUnknown } from '#lib/base/schema-read.ts';
import { layersOf } from '#lib/policies/orders.ts';
import { Connections } from './connections.ts';
import { edgeFields, type Definitions } from './definitions.ts';
import { LIMITS, type Group, type ScenarioEdge, type ScenarioNode } from './document.ts';
import { readId } from './ids.ts';
import { readItems, readName } from './read-items.ts';

const KNOWN = ['id', 'from', 'to', 'config'];

/** The edges of a document that join two of `nodes` as their kinds allow. */
export function readEdges(
  raw: unknown,
  nodes: readonly ScenarioNode[],
  groups: readonly Group[],
  definitions: Definitions,
  problems: Problems,
): ScenarioEdge[] {
  const taken = new Set([...nodes, ...groups].map(({ id }) => id));
  const connections = new Connections(nodes, definitions);
  return readItems(raw, '/edges', LIMITS.edges, problems, (item, at) => {
    reportUnknown(item, KNOWN, at, problems);
    const id = readId(item.id, taken, step(at, 'id'), problems);
    const from = readName(item, 'from', at, problems);
    const to = readName(item, 'to', at, problems);
    if (id === null || from === null || to === null) return null;
    const contract = connections.check(from, to, at, problems);
    if (contract === null) return null;
    connections.add({ from, to });
    const fields = edgeFields(definitions, connections.kindOf(from)!, contract);
    const config = readConfig(fields, item.config, step(at, 'config'), problems);
    const fault = 'order' in config ? layersOf(config.order as Variant).fault : null;
    if (fault !== null) problems.add(fault.code, step(step(at, 'config'), 'order'), fault.params);
    const kept = fault === null ? config : { ...config, order: fields.order.default };
    return { id, from, to, config: diffConfig(fields, kept) };
  });
}
