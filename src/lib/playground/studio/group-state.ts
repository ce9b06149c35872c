import { defaultsOf } from '#lib/base/schema.ts';
import type { LeverSetting } from '#lib/faults/definition.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import type { Condition } from './faulting.ts';

/** A partition: a group, and what it is cut off from; '' = all that is outside. */
export interface Parting {
  readonly group: string;
  readonly other: string;
  readonly rejects: boolean;
}

/** What the script has done to groups. */
export interface GroupState {
  readonly partings: readonly Parting[];
  /** Groups without power, by the latest word on each. */
  readonly lost: ReadonlySet<string>;
}

const REJECT = 2;

/** How the script has left the groups just before the events of `micros`. */
export function groupStateAt(
  { script, groups = [] }: Pick<Scenario, 'script' | 'groups'>,
  definitions: Definitions,
  micros: number,
): GroupState {
  let partings: readonly Parting[] = [];
  const lost = new Set<string>();
  const known = new Set(groups.map(({ id }) => id));
  for (const action of script) {
    if (action.atMicros >= micros || !known.has(action.target)) continue;
    for (const setting of settingsOf(action, definitions)) {
      if (setting.lever === 'partition') partings = parted(partings, action.target, setting);
      else if (setting.lever === 'lost' && setting.value === 1) lost.add(action.target);
      else if (setting.lever === 'down' && setting.value === 0) lost.delete(action.target);
    }
  }
  return { partings, lost };
}

/** The partitions that have a group on one of their sides. */
export function partingsOf({ partings }: GroupState, id: string): readonly Parting[] {
  return partings.filter(({ group, other }) => group === id || other === id);
}

/** What a fault needs to know of a group. */
export function groupCondition(state: GroupState, id: string): Condition {
  const isDown = state.lost.has(id);
  const cut = partingsOf(state, id).length > 0 ? ['cut off'] : [];
  return { lives: [isDown ? 'down' : 'up', ...cut], isDown };
}

function settingsOf({ fault, config }: Action, { faults }: Definitions): readonly LeverSetting[] {
  const definition = faults.get(fault);
  // A fault declares the settings of its own fields; a complete configuration of them is what it asks for.
  return definition?.levers({ ...defaultsOf(definition.fields), ...config } as never) ?? [];
}

function parted(
  partings: readonly Parting[],
  group: string,
  { value, with: other = '' }: LeverSetting,
): readonly Parting[] {
  if (value === 0) return partings.filter((each) => each.group !== group && each.other !== group);
  const others = partings.filter((each) => {
    const sides = [each.group, each.other];
    return !(sides.includes(group) && sides.includes(other));
  });
  return [...others, { group, other, rejects: value === REJECT }];
}
