import type { VariantOption } from '#lib/base/schema.ts';
import type { CallFamily, Mechanism, PolicyDefinition, Scaling } from './definition.ts';

const found = import.meta.glob<PolicyDefinition>(
  ['./*/*/policy.ts', '!./discovering/*/policy.ts', '!./scaling/*/policy.ts'],
  { eager: true, import: 'policy' },
);
const foundMechanisms = import.meta.glob<Mechanism>('./discovering/*/policy.ts', {
  eager: true,
  import: 'policy',
});
const foundScalings = import.meta.glob<Scaling>('./scaling/*/policy.ts', { eager: true, import: 'policy' });

/** Every policy of an edge in the house, in the order of its family's lists. */
export const policies: readonly PolicyDefinition[] = Object.values(found).sort((a, b) => a.order - b.order);

/** Every discovery mechanism, in the order of its list. */
export const mechanisms: readonly Mechanism[] = Object.values(foundMechanisms).sort(
  (a, b) => a.order - b.order,
);

/** Every autoscaler, in the order of its list. */
export const scalings: readonly Scaling[] = Object.values(foundScalings).sort((a, b) => a.order - b.order);

/** A family as the options of a variant field. */
export function optionsOf(family: CallFamily): Readonly<Record<string, VariantOption>> {
  return Object.fromEntries(policies.filter((p) => p.family === family).map((p) => [p.policy, p]));
}

/** The mechanisms as the options of a variant field. */
export function mechanismOptions(): Readonly<Record<string, VariantOption>> {
  return Object.fromEntries(mechanisms.map((mechanism) => [mechanism.policy, mechanism]));
}

/** The autoscalers as the options of a variant field. */
export function scalingOptions(): Readonly<Record<string, VariantOption>> {
  return Object.fromEntries(scalings.map((scaling) => [scaling.policy, scaling]));
}
