import type { FaultDefinition } from '#lib/faults/definition.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Scenario } from '#lib/scenario/document.ts';

/** The faults that are meant for a node, edge or group like this one, whatever state it is in; in palette order. */
export function fittingFaults(id: string, scenario: Scenario, definitions: Definitions): FaultDefinition[] {
  const node = scenario.nodes.find((one) => one.id === id);
  const kind = definitions.kinds.get(node?.kind ?? '');
  const edge = scenario.edges.find((one) => one.id === id);
  return [...definitions.faults.values()].filter((fault) => {
    if (kind !== undefined) return fault.target !== 'edge' && fault.suits(kind);
    if (edge === undefined) return fault.target === 'group';
    return fault.target === 'edge' && (fault.suitsEdge?.(edge.config) ?? true);
  });
}
