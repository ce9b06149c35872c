import type { History } from '#lib/scenario/history.ts';

/** What a person has on the table: the document with its undo, the moment shown, and what is selected. */
export interface Work {
  readonly history: History;
  readonly playheadMicros: number;
  readonly selected: string | null;
}

/** Steps kept with a copy; more would make each write long. */
const MAX_KEPT_STEPS = 50;

export function storable({ history, playheadMicros, selected }: Work): unknown {
  const past = history.past.slice(-MAX_KEPT_STEPS);
  const future = history.future.slice(-MAX_KEPT_STEPS);
  return { history: { ...history, past, future }, playheadMicros, selected };
}
