import type { Config, Variant } from '#lib/base/schema.ts';
import type { CallFamily } from '#lib/policies/definition.ts';
import { families } from '#lib/policies/families.ts';
import type { LabStart } from './lab-start.ts';

/**
 * The policies that an edge's settings choose, outermost first; what balances comes last, as every edge has one. A breaker
 * that is alone but for it is left to the lab's own rival, as a balancer beside a breaker tells nothing.
 */
export function edgePolicies(config: Config): NonNullable<LabStart['policies']> {
  const chosen = policiesOf(config);
  const [first, second] = chosen;
  return first?.family === 'breaking' && second?.family === 'balancing' ? [first] : chosen;
}

function policiesOf(config: Config): NonNullable<LabStart['policies']> {
  return (Object.keys(families) as CallFamily[]).flatMap((family) => {
    const chosen = config[families[family].setting] as Variant | undefined;
    return chosen === undefined || chosen.is === 'none' ? [] : [{ family, chosen }];
  });
}
