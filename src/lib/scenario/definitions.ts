import type { Fields } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';
import type { Contract, KindDefinition } from '#lib/kinds/definition.ts';
import type { Mechanism, PolicyDefinition, Scaling } from '#lib/policies/definition.ts';

/**
 * Everything that a scenario may be made of, by name. It is handed in, never imported, so that reading a
 * document needs no list of kinds and a test can bring its own.
 */
export interface Definitions {
  readonly kinds: ReadonlyMap<string, KindDefinition>;
  /** By `family/policy`: 'breaking/course', 'discovering/eureka'. The kinds' fields offer them as options of variants. */
  readonly policies: ReadonlyMap<string, PolicyDefinition | Mechanism | Scaling>;
  readonly faults: ReadonlyMap<string, FaultDefinition>;
  /** Settings that every edge has, whatever it carries. */
  readonly network: Fields;
}

/** What an edge between these kinds carries; null when the one cannot call the other. */
export function contractBetween(from: KindDefinition, to: KindDefinition): Contract | null {
  return to.takes !== undefined && from.ports[to.takes] !== undefined ? to.takes : null;
}

/** The settings of an edge that leaves a node of kind `from` carrying `contract`: the network's, then the port's. */
export function edgeFields(definitions: Definitions, from: KindDefinition, contract: Contract): Fields {
  return { ...definitions.network, ...from.ports[contract]?.fields };
}
