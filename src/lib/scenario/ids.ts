import type { Problems } from '#lib/base/problem.ts';
import { shown, wrongType } from '#lib/base/schema-read.ts';
import type { Scenario } from './document.ts';

/** A letter, then up to seven letters or digits: short, because ids are in links and name random streams. */
export const ID = /^[a-z][a-z0-9]{0,7}$/;
/** Higher numbers, which only a made-up document holds, do not count: the next id must fit into eight letters. */
const MAX_COUNTED = 999_999;

/**
 * The highest number at the end of any id in the document. `History` keeps the highest ever seen, over undone
 * edits too, so that a removed id never comes back to mean another node: recorded requests, charts, ghosts
 * and random streams are known by it. A document opened from a file or link starts anew from its own ids,
 * which is sound because nothing was recorded of those that it once had.
 */
export function highestId(scenario: Scenario): number {
  let highest = 0;
  for (const id of idsOf(scenario)) {
    const number = Number(/[0-9]+$/.exec(id)?.[0] ?? 0);
    if (number <= MAX_COUNTED) highest = Math.max(highest, number);
  }
  return highest;
}

/** What an id begins with: a node's, an edge's, a group's. */
export type Prefix = 'n' | 'e' | 'p';

/** The id after `highest`: 'n8', or 'e8' for an edge; nodes, edges and groups share the numbers. */
export function nextId(prefix: Prefix, highest: number, scenario: Scenario): string {
  const taken = new Set(idsOf(scenario));
  let number = highest + 1;
  while (taken.has(`${prefix}${number}`)) number++;
  return `${prefix}${number}`;
}

/** The ids of all that can be selected, removed or aimed at. */
export function idsOf({ nodes, edges, groups = [] }: Scenario): string[] {
  return [...nodes, ...edges, ...groups].map(({ id }) => id);
}

/** An id that is well formed and not in `taken`, which it then joins; else null after a problem. */
export function readId(raw: unknown, taken: Set<string>, at: string, problems: Problems): string | null {
  if (raw === undefined) problems.add('missing', at, { name: 'id' });
  else if (wrongType(typeof raw === 'string', 'a text', raw, at, problems)) return null;
  else if (!ID.test(raw as string)) problems.add('wrong-id', at, { id: shown(raw as string) });
  else if (taken.has(raw as string)) problems.add('duplicate-id', at, { id: raw as string });
  else {
    taken.add(raw as string);
    return raw as string;
  }
  return null;
}
