import { ProblemError } from '#lib/base/problem.ts';
import { completeConfig } from '#lib/base/schema-read.ts';
import type { Definitions } from './definitions.ts';
import type { Scenario } from './document.ts';
import { only, withPath } from './edge-config.ts';
import { CHOOSING, withLookup } from './put-between.ts';
import { Wiring } from './wiring.ts';

/**
 * From server-side to client-side discovery: a node that passes on goes, and whoever called it calls the callee, finding
 * and choosing the instances as the node did. Its lookups go to the first caller that has none of its own, and each
 * further one gets an edge with the next of `lookups` as its id; a kind that cannot ask a registry has the addresses by
 * heart. What else the node did around its calls, and the script's actions on it, go with it.
 */
export function callDirectly(
  scenario: Scenario,
  id: string,
  lookups: readonly string[],
  definitions: Definitions,
): Scenario {
  const wiring = new Wiring(scenario, definitions);
  const node = wiring.node(id);
  const [behind] = wiring.kindOf(id).passesOn ? wiring.callsOf(id) : [];
  if (behind === undefined) {
    throw new ProblemError([{ code: 'nothing-behind', at: '', params: { node: node.label } }]);
  }
  const carried = only(completeConfig(wiring.fieldsOf(behind), behind.config), CHOOSING);
  const callers = wiring.callersOf(id);
  let edges: Scenario['edges'] = scenario.edges.map((edge) => {
    if (!callers.includes(edge)) return edge;
    const { config } = withPath(edge, wiring.fieldsOf(edge));
    return { ...edge, to: behind.to, config: { ...config, ...carried } };
  });
  const lookup = wiring.lookupOf(behind);
  if (lookup !== null) {
    const ids = [lookup.id, ...lookups];
    for (const { from } of callers) {
      const asksAlready = edges.some((edge) => edge.from === from && edge.to === lookup.to);
      const canAsk = wiring.kindOf(from).ports.registry?.looksUp === true;
      if (asksAlready || !canAsk) continue;
      const [own = ''] = ids.splice(0, 1);
      edges = withLookup(edges, { ...lookup, id: own }, wiring.node(from), definitions);
    }
  }
  const gone = new Set([id, ...edges.filter(({ from }) => from === id).map((edge) => edge.id)]);
  return {
    ...scenario,
    nodes: scenario.nodes.filter((one) => one !== node),
    edges: edges.filter((edge) => !gone.has(edge.id)),
    script: scenario.script.filter(({ target }) => !gone.has(target)),
  };
}
