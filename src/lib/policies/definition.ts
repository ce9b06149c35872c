import type { Config, Fields } from '#lib/base/schema.ts';

/** A policy: `policies/<family>/<policy>/policy.ts` exports one as `policy`. */
export interface PolicyDefinition {
  readonly family: PolicyFamily;
  /** Its name in scenarios: `{ is: 'course', … }`. */
  readonly policy: string;
  readonly label: string;
  readonly blurb: string;
  /** Place in lists, ascending. */
  readonly order: number;
  readonly fields: Fields;
  /** Heading in lists: the product or book that it is from. */
  readonly group?: string;
  /** Settings of whole products, each of which sets all options at once. */
  readonly presets?: readonly Preset[];
}

export interface Preset {
  readonly name: string;
  readonly label: string;
  readonly config: Config;
}

export type PolicyFamily =
  'retrying' | 'budgeting' | 'breaking' | 'limiting' | 'isolating' | 'ejecting' | 'checking' | 'balancing';
