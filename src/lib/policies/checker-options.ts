import type { VariantOption } from '#lib/base/schema.ts';
import type { PolicyDefinition } from './definition.ts';

const found = import.meta.glob<PolicyDefinition>('./checking/*/policy.ts', { eager: true, import: 'policy' });

/** The health checks as the options of a variant field of a mechanism, which is itself among all policies. */
export const checkerOptions: Readonly<Record<string, VariantOption>> = Object.fromEntries(
  Object.values(found)
    .sort((a, b) => a.order - b.order)
    .map((policy) => [policy.policy, policy]),
);
