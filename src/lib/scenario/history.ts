import type { Scenario } from './document.ts';
import { highestId, nextId, type Prefix } from './ids.ts';

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

/** A document under another one's view. */
export function withCamera(scenario: Scenario, { camera }: Scenario): Scenario {
  return scenario.camera === camera ? scenario : { ...scenario, camera };
}
