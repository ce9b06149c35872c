import type { VariantOption } from '#lib/base/schema.ts';
import type { PolicyDefinition, PolicyFamily } from './definition.ts';

const found = import.meta.glob<PolicyDefinition>('./*/*/policy.ts', { eager: true, import: 'policy' });

/** Every policy in the house, in the order of its family's lists. */
export const policies: readonly PolicyDefinition[] = Object.values(found).sort((a, b) => a.order - b.order);

/** A family as the options of a variant field. */
export function optionsOf(family: PolicyFamily): Readonly<Record<string, VariantOption>> {
  return Object.fromEntries(policies.filter((p) => p.family === family).map((p) => [p.policy, p]));
}
