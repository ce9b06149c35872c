import type { Scenario, ScenarioNode } from '#lib/scenario/document.ts';
import { liesIn, placeOf } from '#lib/scenario/groups.ts';

/**
 * Which instances of a node stand in a group, in short words: "all 4", "1, 3"; '' for a node that has but one.
 *
 * @param lives the state of the life of each instance, by the number of its address
 */
export function standingIn(
  { groups = [] }: Pick<Scenario, 'groups'>,
  node: ScenarioNode,
  group: string,
  lives: readonly string[],
): string {
  const alive = lives.flatMap((life, slot) => (life === 'absent' ? [] : [slot]));
  if (alive.length < 2) return '';
  const here = alive.filter((slot) => {
    const place = placeOf(node, slot);
    return place !== null && liesIn(groups, place, group);
  });
  if (here.length === alive.length) return `all ${here.length}`;
  return here.length === 0 ? 'none just now' : here.map((slot) => `${node.label}-${slot + 1}`).join(', ');
}
