import type { Definitions } from './definitions.ts';
import type { Scenario } from './document.ts';
import { applyEdit, type Edit } from './edits.ts';
import { highestId, nextId, type Prefix } from './ids.ts';
import { labelOf } from './edit-labels.ts';

/** Older steps are forgotten; at this many a person no longer knows what they were. */
export const MAX_STEPS = 200;

/**
 * A scenario with its undo and redo, as an immutable value: plain data that can be stored as it is (the
 * documents share all parts that an edit left alone).
 */
export interface History {
  readonly present: Scenario;
  /** Oldest first; `past.at(-1)` is what undo takes back. */
  readonly past: readonly Step[];
  /** `future.at(-1)` is what redo does again. */
  readonly future: readonly Step[];
  /** Highest number of any id ever seen here, undone or removed ones too: see `highestId`. */
  readonly highest: number;
}

/** One edit in words, and the document on its other side: before it in `past`, after it in `future`. */
export interface Step {
  readonly label: string;
  readonly scenario: Scenario;
  /** Edits with an equal key that follow one another are one step; null: this step is closed. */
  readonly key: string | null;
}

/** A history without a past. */
export function beginHistory(scenario: Scenario): History {
  return { present: scenario, past: [], future: [], highest: highestId(scenario) };
}

/**
 * An id for the next node, edge or group, to be put into an edit. It stays the same until an edit has used it; `after` so many
 * others of the same edit.
 */
export function freshId(history: History, prefix: Prefix, after = 0): string {
  return nextId(prefix, history.highest + after, history.present);
}

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

/** The next edit begins a step of its own: call when a drag or a typed text ends. */
export function closeStep(history: History): History {
  const last = history.past.at(-1);
  if (last === undefined || last.key === null) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, key: null }] };
}

/** Takes the last step back; the same history when there is none. */
export function undo(history: History): History {
  const step = history.past.at(-1);
  if (step === undefined) return history;
  return {
    ...history,
    present: withCamera(step.scenario, history.present),
    past: history.past.slice(0, -1),
    future: [...history.future, { label: step.label, scenario: history.present, key: null }],
  };
}

/** Does the step last taken back again; the same history when there is none. */
export function redo(history: History): History {
  const step = history.future.at(-1);
  if (step === undefined) return history;
  return {
    ...history,
    present: withCamera(step.scenario, history.present),
    past: [...history.past, { label: step.label, scenario: history.present, key: null }],
    future: history.future.slice(0, -1),
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

function withCamera(scenario: Scenario, { camera }: Scenario): Scenario {
  return scenario.camera === camera ? scenario : { ...scenario, camera };
}
