import type { Config, Variant } from '#lib/base/schema.ts';
import type { CallFamily } from '#lib/policies/definition.ts';
import { families } from '#lib/policies/families.ts';
import type { LabStart } from './lab-start.ts';

/** The policies that an edge's settings choose, outermost first; what balances comes last, as every edge has one. */
export function edgePolicies(config: Config): NonNullable<LabStart['policies']> {
  return (Object.keys(families) as CallFamily[]).flatMap((family) => {
    const chosen = config[families[family].setting] as Variant | undefined;
    return chosen === undefined || chosen.is === 'none' ? [] : [{ family, chosen }];
  });
}
