import type { FaultDefinition } from '#lib/faults/definition.ts';
import { fits } from '#lib/playground/studio/faulting.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Scenario } from '#lib/scenario/document.ts';

/** The faults that are meant for a node, edge or group like this one, whatever state it is in; in palette order. */
export function fittingFaults(id: string, scenario: Scenario, definitions: Definitions): FaultDefinition[] {
  return [...definitions.faults.values()].filter((fault) => fits(fault, id, scenario, definitions));
}
