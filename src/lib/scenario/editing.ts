import type { Definitions } from './definitions.ts';
import { labelOf } from './edit-labels.ts';
import { applyEdit, type Edit } from './edits.ts';
import { withCamera, type History } from './history.ts';
import { highestId } from './ids.ts';

/** Older steps are forgotten; at this many a person no longer knows what they were. */
export const MAX_STEPS = 200;

/**
 * The history after an edit. A run of moves of the same nodes, or of changes of the same setting, is one step,
 * until `closeStep`; each replaces the one before, so that a slider dragged there and back leaves no trace.
 * The camera is no step: undo shall not move the view. Throws a `ProblemError` when the edit is refused.
 */
export function edit(history: History, change: Edit, definitions: Definitions): History {
  const { present, past } = history;
  if (change.edit === 'set-camera') return { ...history, present: applyEdit(present, change, definitions) };
  const key = coalescingKey(change);
  const last = past.at(-1);
  const continues = last !== undefined && key !== null && last.key === key && history.future.length === 0;
  const before = continues ? withCamera(last.scenario, present) : present;
  const next = applyEdit(before, change, definitions);
  if (next === before && !continues) return history;
  const label = continues ? last.label : labelOf(change, before);
  const older = continues ? past.slice(0, -1) : past.slice(1 - MAX_STEPS);
  return {
    present: next,
    past: next === before ? older : [...older, { label, scenario: before, key }],
    future: [],
    highest: Math.max(history.highest, highestId(next)),
  };
}

function coalescingKey(change: Edit): string | null {
  switch (change.edit) {
    case 'move-nodes':
      return JSON.stringify(['move', ...change.moves.map(({ id }) => id).sort()]);
    case 'rename-node':
      return JSON.stringify(['rename', change.id]);
    case 'configure-node':
    case 'configure-edge':
      return JSON.stringify(['configure', change.id, ...Object.keys(change.changes).sort()]);
    case 'rename-group':
      return JSON.stringify(['rename', change.id]);
    case 'set-distance':
      return JSON.stringify(['distance', ...change.between.toSorted()]);
    case 'rename-scenario':
      return JSON.stringify(['rename-scenario', change.about === undefined]);
    case 'set-seed':
      return 'seed';
    default:
      return null;
  }
}
