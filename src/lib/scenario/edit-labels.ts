import type { Scenario } from './document.ts';
import type { Edit } from './edits.ts';

/** What an edit of `scenario` does, in words that follow "Undo": "move Orders", "connect Shop to Orders". */
export function labelOf(edit: Edit, scenario: Scenario): string {
  switch (edit.edit) {
    case 'add-node':
      return `add ${edit.node.label || edit.node.kind}`;
    case 'move-nodes':
      return `move ${names(
        edit.moves.map(({ id }) => id),
        scenario,
      )}`;
    case 'rename-node':
      return `rename ${nameOf(edit.id, scenario)}`;
    case 'configure-node':
    case 'configure-edge':
      return `change ${nameOf(edit.id, scenario)}`;
    case 'connect':
      return `connect ${nameOf(edit.from, scenario)} to ${nameOf(edit.to, scenario)}`;
    case 'put-between':
      return `put ${edit.node.label || edit.node.kind} between ${nameOf(edit.edge, scenario)}`;
    case 'call-directly':
      return `take ${nameOf(edit.id, scenario)} out of the way`;
    case 'add-group':
      return `add ${edit.group.label || edit.group.is}`;
    case 'rename-group':
      return `rename ${nameOf(edit.id, scenario)}`;
    case 'set-parent':
      return `move ${nameOf(edit.id, scenario)}`;
    case 'place-nodes': {
      const where = edit.groups.length === 0 ? 'nowhere' : `in ${names(edit.groups, scenario)}`;
      return `put ${names(edit.ids, scenario)} ${where}`;
    }
    case 'set-distance':
      return `change the distance between ${edit.between.map((id) => nameOf(id, scenario)).join(' and ')}`;
    case 'remove':
      return `remove ${names(edit.ids, scenario)}`;
    case 'rename-scenario':
      return 'rename the scenario';
    case 'set-seed':
      return 'change the seed';
    case 'set-script':
      return 'change the script';
    case 'set-camera':
      return 'move the view';
  }
}

function names(ids: readonly string[], scenario: Scenario): string {
  return ids.length === 1 ? nameOf(ids[0], scenario) : `${ids.length} things`;
}

function nameOf(id: string, scenario: Scenario): string {
  const node = scenario.nodes.find((other) => other.id === id);
  if (node !== undefined) return node.label || id;
  const group = scenario.groups?.find((other) => other.id === id);
  if (group !== undefined) return group.label || id;
  const edge = scenario.edges.find((other) => other.id === id);
  return edge === undefined ? id : `${nameOf(edge.from, scenario)} → ${nameOf(edge.to, scenario)}`;
}
