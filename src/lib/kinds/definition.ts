import type { Fields } from '#lib/base/schema.ts';

/**
 * What two nodes can say to each other. An edge carries what its callee takes: `calls` are requests that
 * want an answer, `registry` is registering, heartbeating, looking up and watching.
 */
export type Contract = 'calls' | 'registry';

/** An outlet of a kind: the settings that each edge leaving through it has, besides the network's own. */
export interface PortDefinition {
  readonly label: string;
  readonly fields: Fields;
  /** For a port to a registry: whether its instances announce themselves there, and whether they look up their callees. */
  readonly announces?: boolean;
  readonly looksUp?: boolean;
}

/**
 * A kind of node, found by its folder: `kinds/<kind>/kind.ts` exports one as `kind`. Its behaviour, face and
 * tests lie beside it; copying the folder is all it takes to add a kind.
 */
export interface KindDefinition {
  readonly kind: string;
  readonly label: string;
  /** One short sentence for the palette. */
  readonly blurb: string;
  readonly family: 'traffic' | 'services' | 'stores';
  /** Place in the palette, ascending. */
  readonly order: number;
  /** Path data of a 24 x 24 stroke icon. */
  readonly icon: string;
  /** What may be sent to it; absent: nothing can call it. */
  readonly takes?: Contract;
  /**
   * Hands on what it takes, whatever its path, to the one node that it may call: so it can be put between two nodes, and
   * be taken out again.
   */
  readonly passesOn?: true;
  readonly ports: Readonly<Partial<Record<Contract, PortDefinition>>>;
  readonly fields: Fields;
  /** How many instances a configuration has (each with its own address, slots and queue). Absent: one. */
  instances?(config: never): number;
  /** How many addresses it has for them, at least as many: replacements come up at the spare ones. Absent: none is spare. */
  addresses?(config: never): number;
}
