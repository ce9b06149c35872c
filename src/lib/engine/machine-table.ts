import type { AnyStateMachine } from 'xstate';
import { askedTable } from './asked-table.ts';

/**
 * A machine as a byte table. XState's own `transition` is asked once for each (state, event); the engine then steps the
 * table, a thousand times cheaper, and can never disagree with the diagram.
 */
export interface MachineTable {
  readonly machine: string;
  readonly states: readonly string[];
  readonly events: readonly string[];
  readonly initial: number;
  /** `next[state * events.length + event]` is the state after, or ILLEGAL. */
  readonly next: Uint8Array;
}
export const ILLEGAL = 255;

export function tableOf(machine: AnyStateMachine): MachineTable {
  const known = tables.get(machine);
  if (known) return known;
  const table = askedTable(machine);
  tables.set(machine, table);
  return table;
}

/** Machines never change, and a world has many charts of one: each is asked once. */
const tables = new WeakMap<AnyStateMachine, MachineTable>();
