import { initialTransition, transition, type AnyStateMachine } from 'xstate';

/**
 * A machine as a byte table. XState's own `transition` is asked once for each (state, event) when a world is
 * built; the engine then steps the table, a thousand times cheaper, and can never disagree with the diagram.
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
  const table = asked(machine);
  tables.set(machine, table);
  return table;
}

/** Machines never change, and a world has many charts of one: each is asked once. */
const tables = new WeakMap<AnyStateMachine, MachineTable>();

function asked(machine: AnyStateMachine): MachineTable {
  const states = Object.keys(machine.states);
  const events = machine.events.filter((event) => event !== '*');
  const next = new Uint8Array(states.length * events.length).fill(ILLEGAL);
  states.forEach((state, s) => {
    const from = machine.resolveState({ value: state } as Parameters<AnyStateMachine['resolveState']>[0]);
    events.forEach((event, e) => {
      // Only a declared transition counts: an event that a state does not know is illegal, not ignored.
      if (!from.can({ type: event })) return;
      const [to] = transition(machine, from, { type: event });
      next[s * events.length + e] = states.indexOf(String(to.value));
    });
  });
  const [first] = initialTransition(machine);
  return { machine: machine.id, states, events, initial: states.indexOf(String(first.value)), next };
}
