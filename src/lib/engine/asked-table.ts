import { initialTransition, transition, type AnyStateMachine } from 'xstate';
import { ILLEGAL, type MachineTable } from './machine-table.ts';

/** The table of a machine, as XState answers. Workers of the built site have `ready-table.ts` in this file's place. */
export function askedTable(machine: AnyStateMachine): MachineTable {
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
