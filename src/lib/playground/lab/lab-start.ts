import type { Variant } from '#lib/base/schema.ts';
import type { PolicyFamily } from '#lib/policies/definition.ts';

/** What the lab begins with: a file that was dropped, and the policies of its sides, A first. */
export interface LabStart {
  readonly log?: { readonly name: string; readonly text: string };
  readonly policies?: readonly { readonly family: PolicyFamily; readonly chosen: Variant }[];
}
