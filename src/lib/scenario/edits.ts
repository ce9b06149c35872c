import { isWarning, ProblemError } from '#lib/base/problem.ts';
import { sameValue } from '#lib/base/schema-diff.ts';
import type { Config } from '#lib/base/schema.ts';
import { callDirectly } from './call-directly.ts';
import type { Definitions } from './definitions.ts';
import type { Action, Camera, Scenario, ScenarioNode } from './document.ts';
import { withGroupEdit, withoutGroups, type GroupEdit } from './group-edits.ts';
import { itemOf, withItem } from './items.ts';
import { putBetween } from './put-between.ts';
import { instancesOf } from './read-script.ts';
import { routeConfig } from './route-path.ts';
import { readScenario } from './validate.ts';

/**
 * A change of a scenario as plain data: what the canvas, the inspector and a test hand to `applyEdit`.
 * New ids come from `freshId(history, …)`. `changes` holds whole values of top-level settings by name;
 * `undefined` sets one back to its default.
 */
export type Edit =
  | { readonly edit: 'add-node'; readonly node: NewNode }
  | { readonly edit: 'move-nodes'; readonly moves: readonly Move[] }
  | { readonly edit: 'rename-node'; readonly id: string; readonly label: string }
  | { readonly edit: 'configure-node'; readonly id: string; readonly changes: Config }
  | {
      readonly edit: 'connect';
      readonly id: string;
      readonly from: string;
      readonly to: string;
      readonly config?: Config;
    }
  | { readonly edit: 'configure-edge'; readonly id: string; readonly changes: Config }
  /** A node that passes on, between the ends of an edge of calls: server-side discovery. Ids as in `putBetween`. */
  | {
      readonly edit: 'put-between';
      readonly edge: string;
      readonly node: NewNode;
      readonly calls: string;
      readonly lookup: string;
      /** Nodes that make room for it. */
      readonly moves: readonly Move[];
    }
  /** A node that passes on goes, its callers call for themselves: client-side discovery. `lookups`: ids for new edges. */
  | { readonly edit: 'call-directly'; readonly id: string; readonly lookups: readonly string[] }
  /** Nodes with their edges, edges, groups without what is in them, and the script's actions on any of them. */
  | { readonly edit: 'remove'; readonly ids: readonly string[] }
  | { readonly edit: 'rename-scenario'; readonly name: string; readonly about?: string }
  | { readonly edit: 'set-seed'; readonly seed: number }
  | { readonly edit: 'set-script'; readonly script: readonly Action[] }
  | { readonly edit: 'set-camera'; readonly camera: Camera | null }
  | GroupEdit;

export interface NewNode {
  readonly id: string;
  readonly kind: string;
  /** Absent: the kind's own. */
  readonly label?: string;
  readonly x: number;
  readonly y: number;
  readonly config?: Config;
}
export interface Move {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/**
 * The scenario after an edit of a valid scenario; valid again, and made of the very same objects where
 * nothing changed. Throws a `ProblemError` that says what the edit would have broken.
 *
 * Fewer instances take the script's actions on those that are gone along; `undo` brings them back.
 */
export function applyEdit(scenario: Scenario, edit: Edit, definitions: Definitions): Scenario {
  const edited = changed(scenario, edit, definitions);
  const { problems, scenario: read } = readScenario(edited, definitions);
  // What one is only warned of, such as the engine it was made with, breaks nothing.
  const own = problems.filter((problem) => !isWarning(problem));
  if (own.length > 0) throw new ProblemError(own);
  return sharing(scenario, read);
}

function changed(scenario: Scenario, edit: Edit, definitions: Definitions): unknown {
  const { nodes, edges } = scenario;
  switch (edit.edit) {
    case 'add-node':
      return { ...scenario, nodes: [...nodes, newNode(edit.node, definitions)] };
    case 'move-nodes':
      return moved(scenario, edit.moves);
    case 'rename-node':
      return { ...scenario, nodes: withItem(nodes, { id: edit.id, label: edit.label }) };
    case 'configure-node': {
      const configured = configuredNode(nodes, edit.id, edit.changes);
      const script = scenario.script.filter((action) => stillFits(action, configured, definitions));
      return { ...scenario, nodes: withItem(nodes, configured), script };
    }
    case 'connect': {
      const { id, from, to } = edit;
      const config = { ...routeConfig(scenario, from, to, definitions), ...edit.config };
      return { ...scenario, edges: [...edges, { id, from, to, config }] };
    }
    case 'configure-edge': {
      const config = { ...itemOf(edges, edit.id).config, ...edit.changes };
      return { ...scenario, edges: withItem(edges, { id: edit.id, config }) };
    }
    case 'put-between':
      return putBetween(
        moved(scenario, edit.moves),
        { ...edit, node: newNode(edit.node, definitions) },
        definitions,
      );
    case 'call-directly':
      return callDirectly(scenario, edit.id, edit.lookups, definitions);
    case 'remove':
      return removed(scenario, edit.ids);
    case 'rename-scenario':
      return { ...scenario, name: edit.name, about: edit.about ?? scenario.about };
    case 'set-seed':
      return { ...scenario, seed: edit.seed };
    case 'set-script':
      return { ...scenario, script: edit.script };
    case 'set-camera':
      return { ...scenario, camera: edit.camera };
    default:
      return withGroupEdit(scenario, edit);
  }
}

function removed(scenario: Scenario, ids: readonly string[]): Scenario {
  const { nodes, edges, groups = [] } = scenario;
  for (const id of ids) itemOf<{ readonly id: string }>([...nodes, ...edges, ...groups], id);
  const gone = new Set(ids);
  for (const edge of edges) if (gone.has(edge.from) || gone.has(edge.to)) gone.add(edge.id);
  const rest = {
    ...scenario,
    nodes: nodes.filter(({ id }) => !gone.has(id)),
    edges: edges.filter(({ id }) => !gone.has(id)),
    script: scenario.script.filter(({ target }) => !gone.has(target)),
  };
  return withoutGroups(rest, gone);
}

function moved(scenario: Scenario, moves: readonly Move[]): Scenario {
  return {
    ...scenario,
    nodes: moves.reduce((nodes, move) => withItem(nodes, wholePx(move)), scenario.nodes),
  };
}

function newNode(node: NewNode, { kinds }: Definitions): ScenarioNode {
  const { label = kinds.get(node.kind)?.label ?? '', config = {} } = node;
  return { ...node, label, config, ...wholePx(node) };
}

function configuredNode(nodes: readonly ScenarioNode[], id: string, changes: Config): ScenarioNode {
  const node = itemOf(nodes, id);
  return { ...node, config: { ...node.config, ...changes } };
}

function stillFits({ target, instance }: Action, node: ScenarioNode, definitions: Definitions): boolean {
  if (target !== node.id || instance === undefined) return true;
  return instance < instancesOf(node, definitions.kinds.get(node.kind)!);
}

function wholePx<T extends { readonly x: number; readonly y: number }>(place: T): T {
  return { ...place, x: Math.round(place.x), y: Math.round(place.y) };
}

/** `next` made of the parts of `before` wherever they are equal, so that only what changed is drawn anew. */
function sharing(before: Scenario, next: Scenario): Scenario {
  const nodes = sharedList(before.nodes, next.nodes);
  const edges = sharedList(before.edges, next.edges);
  const script = sameValue(before.script, next.script) ? before.script : next.script;
  const shared = { ...next, nodes, edges, script, ...sharedGroups(before, next) };
  return sameValue(before, shared) ? before : shared;
}

function sharedGroups(before: Scenario, { groups, distances }: Scenario): Partial<Scenario> {
  const kept = sameValue(before.distances, distances) ? before.distances : distances;
  return {
    ...(groups === undefined ? {} : { groups: sharedList(before.groups ?? [], groups) }),
    ...(kept === undefined ? {} : { distances: kept }),
  };
}

function sharedList<T extends { readonly id: string }>(
  before: readonly T[],
  next: readonly T[],
): readonly T[] {
  const known = new Map(before.map((item) => [item.id, item]));
  const shared = next.map((item) => {
    const old = known.get(item.id);
    return old !== undefined && sameValue(old, item) ? old : item;
  });
  return shared.length === before.length && shared.every((item, i) => item === before[i]) ? before : shared;
}
