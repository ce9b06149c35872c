import type { Variant } from '#lib/base/schema.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Scenario, ScenarioNode } from '#lib/scenario/document.ts';

/** What each node is called in a sentence: a registry with the product that it is, "Registry (Eureka)". */
export function spokenNames({ nodes }: Scenario, definitions: Definitions): ReadonlyMap<string, string> {
  return new Map(
    nodes.map((node) => {
      const mechanism = mechanismOf(node, definitions);
      const isSaid =
        mechanism === null || mechanism.isPlain || node.label.includes(mechanism.name.split(' ')[0]);
      return [node.id, isSaid ? node.label : `${node.label} (${mechanism.name})`];
    }),
  );
}

/** By which mechanism a registry works; null: it is no registry. `isPlain`: it is nobody's product. */
export function mechanismOf(
  { kind, config }: ScenarioNode,
  { kinds }: Definitions,
): { name: string; isPlain: boolean } | null {
  const field = kinds.get(kind)?.fields.mechanism;
  if (field?.is !== 'variant') return null;
  const { is } = (config.mechanism ?? field.default) as Variant;
  const option = field.options[is];
  return option === undefined ? null : { name: option.label, isPlain: option.group === 'Textbook' };
}
