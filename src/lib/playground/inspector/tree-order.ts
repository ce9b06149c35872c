import type { Group } from '#lib/scenario/document.ts';

/** Each group, and right after it those that lie in it. */
export function inTreeOrder(groups: readonly Group[], parent: string | null = null): Group[] {
  return groups
    .filter((group) => group.parent === parent)
    .flatMap((group) => [group, ...inTreeOrder(groups, group.id)]);
}
