import type { Duration } from '#lib/base/duration.ts';
import type { Action, Group, GroupKind, Scenario, ScenarioNode } from './document.ts';
import { liesIn } from './groups.ts';
import { itemOf, withItem } from './items.ts';

/** Changes of where things stand; see `Edit`. */
export type GroupEdit =
  /** `nodes`: who stands there from now on, and nowhere else. */
  | { readonly edit: 'add-group'; readonly group: NewGroup; readonly nodes?: readonly string[] }
  | { readonly edit: 'rename-group'; readonly id: string; readonly label: string }
  /** Takes with it the distances to what it lies in now. */
  | { readonly edit: 'set-parent'; readonly id: string; readonly parent: string | null }
  /** Of several groups the instances of each node are dealt over them in turn. */
  | { readonly edit: 'place-nodes'; readonly ids: readonly string[]; readonly groups: readonly string[] }
  /** Null: the default again. */
  | {
      readonly edit: 'set-distance';
      readonly between: readonly [string, string];
      readonly latency: Duration | null;
    };

export interface NewGroup {
  readonly id: string;
  readonly is: GroupKind;
  /** Absent: the kind's own. */
  readonly label?: string;
  readonly parent?: string | null;
}

/** The document after an edit of its groups; whether it makes sense is for whoever reads it to say. */
export function withGroupEdit(scenario: Scenario, edit: GroupEdit): unknown {
  const { groups = [], distances = [] } = scenario;
  switch (edit.edit) {
    case 'add-group': {
      const nodes = placed(scenario.nodes, edit.nodes ?? [], [edit.group.id]);
      return { ...scenario, groups: [...groups, edit.group], nodes };
    }
    case 'rename-group':
      return { ...scenario, groups: withItem(groups, { id: edit.id, label: edit.label }) };
    case 'set-parent': {
      const moved = withItem(groups, { id: edit.id, parent: edit.parent });
      const apart = distances.filter(({ between: [a, b] }) => !liesIn(moved, a, b) && !liesIn(moved, b, a));
      return { ...scenario, groups: moved, distances: apart };
    }
    case 'place-nodes':
      return { ...scenario, nodes: placed(scenario.nodes, edit.ids, edit.groups) };
    case 'set-distance': {
      const { between, latency } = edit;
      const others = distances.filter((each) => !between.every((id) => each.between.includes(id)));
      return { ...scenario, distances: latency === null ? others : [...others, { between, latency }] };
    }
  }
}

/**
 * The document without some groups: what lay or stood in one is in the larger one now, if there is one. Distances and the
 * script's actions that name it go with it.
 */
export function withoutGroups(scenario: Scenario, gone: ReadonlySet<string>): Scenario {
  const { groups = [], distances = [] } = scenario;
  if (!groups.some(({ id }) => gone.has(id))) return scenario;
  const outer = (id: string | null): string | null => {
    return id !== null && gone.has(id) ? outer(groups.find((group) => group.id === id)?.parent ?? null) : id;
  };
  const names = (action: Action) => Object.values(action.config).some((value) => gone.has(String(value)));
  return {
    ...scenario,
    nodes: scenario.nodes.map((node) => leaving(node, gone, outer)),
    groups: groups
      .filter(({ id }) => !gone.has(id))
      .map((group): Group => ({ ...group, parent: outer(group.parent) })),
    distances: distances.filter(({ between }) => !between.some((id) => gone.has(id))),
    script: scenario.script.filter((action) => !gone.has(action.target) && !names(action)),
  };
}

function leaving(
  node: ScenarioNode,
  gone: ReadonlySet<string>,
  outer: (id: string) => string | null,
): ScenarioNode {
  const { groups = [] } = node;
  const left = groups.filter((id) => !gone.has(id));
  if (left.length === groups.length) return node;
  const places = left.length > 0 ? left : groups.map(outer).filter((id) => id !== null);
  return { ...node, groups: [...new Set(places)] };
}

function placed(
  nodes: readonly ScenarioNode[],
  ids: readonly string[],
  groups: readonly string[],
): readonly ScenarioNode[] {
  for (const id of ids) itemOf(nodes, id);
  return nodes.map((node) => (ids.includes(node.id) ? { ...node, groups } : node));
}
