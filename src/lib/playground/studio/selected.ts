/** What the inspector shows: a node or an edge, and for a node perhaps one of its instances. */
export interface Selected {
  /** Node or edge id. */
  readonly id: string;
  /** From 0. */
  readonly instance?: number;
}
