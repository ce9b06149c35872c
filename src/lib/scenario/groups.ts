import { GROUP_KINDS, type Group, type Scenario, type ScenarioNode } from './document.ts';

/** A group and the larger ones that it lies in, from the inside out; empty when there is no such group. */
export function lineOf(groups: readonly Group[], id: string | null): readonly Group[] {
  const line: Group[] = [];
  for (let next = id; next !== null && line.length < GROUP_KINDS.length;) {
    const group = groups.find((other) => other.id === next);
    if (group === undefined) break;
    line.push(group);
    next = group.parent;
  }
  return line;
}

/** Whether a group lies in another one, or is it. */
export function liesIn(groups: readonly Group[], id: string, other: string): boolean {
  return lineOf(groups, id).some((each) => each.id === other);
}

/** Whether a group of one kind may lie in one of another. */
export function mayLieIn(kind: Group['is'], larger: Group['is']): boolean {
  return GROUP_KINDS.indexOf(larger) < GROUP_KINDS.indexOf(kind);
}

/** The group in which a node's instance stands, by the number of its address from 0; null: nowhere. */
export function placeOf({ groups = [] }: ScenarioNode, slot: number): string | null {
  return groups.length === 0 ? null : groups[slot % groups.length];
}

/** The smallest group in which all instances of a node stand; null: there is none, or they stand nowhere. */
export function homeOf(groups: readonly Group[], { groups: places = [] }: ScenarioNode): string | null {
  const [first, ...others] = places.map((place) => lineOf(groups, place));
  const common = (first ?? []).find((group) => others.every((line) => line.includes(group)));
  return common?.id ?? null;
}

/** The nodes of which some instance stands in a group, or in one that lies in it. */
export function membersOf({ nodes, groups = [] }: Scenario, id: string): ScenarioNode[] {
  return nodes.filter((node) => node.groups?.some((place) => liesIn(groups, place, id)));
}
