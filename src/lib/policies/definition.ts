import type { Config, Fields, Preset } from '#lib/base/schema.ts';

/** A policy: `policies/<family>/<policy>/policy.ts` exports one as `policy`. */
export interface PolicyDefinition<Family extends PolicyFamily = CallFamily> {
  readonly family: Family;
  /** Its name in scenarios: `{ is: 'course', … }`. */
  readonly policy: string;
  readonly label: string;
  readonly blurb: string;
  /** Place in lists, ascending. */
  readonly order: number;
  /** Heading within its family: 'nginx', 'HAProxy', 'Textbook'. */
  readonly group?: string;
  /** Of a bulkhead: what it gives out is a connection, which each try takes anew. Around a retry it makes no sense. */
  readonly perTry?: boolean;
  readonly fields: Fields;
  /** Each sets all options at once. */
  readonly presets?: readonly Preset[];
  /** Of a breaker: how long it stays open at least, where its settings alone decide that; null: they do not. */
  openMicros?(config: Config): number | null;
}

/** A way to keep and to find out where instances are: all of its settings, on both sides, belong to the registry. */
export type Mechanism = PolicyDefinition<'discovering'>;

/** A way to choose how many instances a node is to have. */
export type Scaling = PolicyDefinition<'scaling'>;

/** Families of which an edge with calls chooses one policy each. */
export type CallFamily = Exclude<PolicyFamily, 'discovering' | 'scaling'>;
export type PolicyFamily =
  | 'retrying'
  | 'budgeting'
  | 'breaking'
  | 'limiting'
  | 'isolating'
  | 'ejecting'
  | 'checking'
  | 'balancing'
  | 'discovering'
  | 'scaling';
