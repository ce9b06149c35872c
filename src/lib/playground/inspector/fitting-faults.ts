import type { FaultDefinition } from '#lib/faults/definition.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Scenario } from '#lib/scenario/document.ts';

/** The faults that are meant for a node, edge or group like this one, whatever state it is in; in palette order. */
export function fittingFaults(id: string, scenario: Scenario, definitions: Definitions): FaultDefinition[] {
  const node = scenario.nodes.find((one) => one.id === id);
  const kind = definitions.kinds.get(node?.kind ?? '');
  const other = scenario.groups?.some((group) => group.id === id) ? 'group' : 'edge';
  return [...definitions.faults.values()].filter((fault) =>
    kind === undefined ? fault.target === other : fault.target !== 'edge' && fault.suits(kind),
  );
}
