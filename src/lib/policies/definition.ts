import type { Fields, Preset } from '#lib/base/schema.ts';

/** A policy: `policies/<family>/<policy>/policy.ts` exports one as `policy`. */
export interface PolicyDefinition {
  readonly family: PolicyFamily;
  /** Its name in scenarios: `{ is: 'course', … }`. */
  readonly policy: string;
  readonly label: string;
  readonly blurb: string;
  /** Place in lists, ascending. */
  readonly order: number;
  /** Heading within its family: 'nginx', 'HAProxy', 'Textbook'. */
  readonly group?: string;
  readonly fields: Fields;
  /** Each sets all options at once. */
  readonly presets?: readonly Preset[];
}

export type PolicyFamily =
  'retrying' | 'budgeting' | 'breaking' | 'limiting' | 'isolating' | 'ejecting' | 'checking' | 'balancing';
