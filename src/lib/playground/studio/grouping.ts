import type { GroupKind, Scenario } from '#lib/scenario/document.ts';
import { groupFields } from '#lib/scenario/fields.ts';
import { homeOf, lineOf, mayLieIn } from '#lib/scenario/groups.ts';

/** "Zone", "Zone 2": a name that no other group has. */
export function freeGroupLabel({ groups = [] }: Scenario, is: GroupKind): string {
  const label = groupFields.is.options[is];
  const taken = new Set(groups.map((group) => group.label));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? label : `${label} ${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The smallest group in which a new one of some kind around these nodes may lie: one in which all of them are already. */
export function outerFor(
  { nodes, groups = [] }: Scenario,
  is: GroupKind,
  ids: readonly string[],
): string | null {
  const lines = nodes
    .filter(({ id }) => ids.includes(id))
    .map((node) => lineOf(groups, homeOf(groups, node)));
  const [first = [], ...others] = lines;
  const common = first.find(
    (group) => mayLieIn(is, group.is) && others.every((line) => line.includes(group)),
  );
  return common?.id ?? null;
}
