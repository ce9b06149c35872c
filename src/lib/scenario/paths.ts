/** From each node to those it calls. */
export type Callees = ReadonlyMap<string, readonly string[]>;

/** The nodes of a shortest path of calls from one node to another, both ends included; null if there is none. */
export function pathBetween(callees: Callees, from: string, to: string): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  // A Map is walked in the order of insertion, also over what is inserted meanwhile: it is the queue too.
  for (const id of cameFrom.keys()) {
    if (id === to) return walkBack(cameFrom, to);
    for (const callee of callees.get(id) ?? []) if (!cameFrom.has(callee)) cameFrom.set(callee, id);
  }
  return null;
}

function walkBack(cameFrom: ReadonlyMap<string, string | null>, to: string): string[] {
  const path: string[] = [];
  for (let id: string | null = to; id !== null; id = cameFrom.get(id) ?? null) path.unshift(id);
  return path;
}
