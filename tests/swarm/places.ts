import type { Action, Distance, Group, ScenarioNode } from '#lib/scenario/document.ts';
import { library } from '../bundled.ts';
import type { Dice } from './dice.ts';
import { settingsOf } from './settings.ts';

/** Where the nodes of a case stand, and what befalls those places. */
export interface Places {
  readonly nodes: readonly ScenarioNode[];
  readonly groups: readonly Group[];
  readonly distances: readonly Distance[];
  readonly cuts: readonly Action[];
}

/** In half of the cases two datacenters, zones and machines, with most nodes in some of them. */
export function placesOf(nodes: readonly ScenarioNode[], endMicros: number, dice: Dice): Places {
  if (dice.chance(0.5)) return { nodes, groups: [], distances: [], cuts: [] };
  const groups = groupsOf(dice);
  const ids = groups.map(({ id }) => id);
  const placed = nodes.map((node): ScenarioNode => {
    const places = [...new Set(Array.from({ length: dice.whole(0, 3) }, () => dice.of(ids)))];
    return places.length === 0 ? node : { ...node, groups: places };
  });
  const far = { is: 'exponential', meanMs: dice.scaled(0.1, 50) } as const;
  const distances: Distance[] = dice.chance(0.5) ? [{ between: ['p0', 'p1'], latency: far }] : [];
  return { nodes: placed, groups, distances, cuts: cutsOf(groups, endMicros, dice) };
}

function groupsOf(dice: Dice): Group[] {
  const group = (id: string, is: Group['is'], parent: string | null): Group => ({
    id,
    label: id,
    is,
    parent,
  });
  return [
    group('p0', 'datacenter', null),
    group('p1', 'datacenter', null),
    group('p2', 'zone', dice.of(['p0', 'p1', null])),
    group('p3', 'zone', 'p0'),
    group('p4', 'machine', dice.of(['p1', 'p2', 'p3', null])),
  ];
}

function cutsOf(groups: readonly Group[], endMicros: number, dice: Dice): Action[] {
  const faults = [...library.house.faults.values()].filter(({ target }) => target === 'group');
  return Array.from({ length: dice.whole(0, 5) }, () => {
    const fault = dice.of(faults);
    const [{ id: target }, { id: other }] = [dice.of(groups), dice.of(groups)];
    const settings = settingsOf(fault.fields, dice);
    const config = 'with' in fault.fields && other !== target ? { ...settings, with: other } : settings;
    return { atMicros: dice.whole(0, endMicros), fault: fault.fault, target, config };
  });
}
