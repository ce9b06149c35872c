import { faults } from '#lib/faults/faults.ts';
import { kinds } from '#lib/kinds/kinds.ts';
import { networkFields } from '#lib/kinds/network.ts';
import { loaded } from '#lib/policies/policies.ts';
import type { Definitions } from './definitions.ts';

/** All that a scenario may be made of here: every kind, policy and fault in the house. */
export const house: Definitions = {
  kinds,
  policies: loaded,
  faults,
  network: networkFields,
};
