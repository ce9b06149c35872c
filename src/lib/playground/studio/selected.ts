/** What the inspector shows: a node, an edge or a group, and for a node perhaps one of its instances. */
export interface Selected {
  /** Node, edge or group id. */
  readonly id: string;
  /** From 0. */
  readonly instance?: number;
}
