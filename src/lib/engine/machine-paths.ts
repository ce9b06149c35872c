import { assert } from '#lib/base/assert.ts';
import type { AnyStateMachine } from 'xstate';
import { tableOf } from './machine-table.ts';

/** A machine's transition: from, event, to. */
export type Transition = readonly [from: string, event: string, to: string];

/** All that a machine can do, in the order of its states and events: to be compared with a table of the rule. */
export function transitionsOf(machine: AnyStateMachine): Transition[] {
  const { states, events, next } = tableOf(machine);
  return states.flatMap((from, s) =>
    events.flatMap((event, e): Transition[] => {
      const to = states[next[s * events.length + e]];
      return to === undefined ? [] : [[from, event, to]];
    }),
  );
}

/** What `getShortestPaths` of xstate/graph finds: how to come to each state. */
type Paths = readonly { state: { value: unknown }; steps: readonly { event: { type: string } }[] }[];

/** For each transition a way to it: the events of the shortest path to where it begins, and then its own. */
export function waysThrough(
  machine: AnyStateMachine,
  shortest: Paths,
): { events: readonly string[]; ends: string }[] {
  return transitionsOf(machine).map(([from, event, to]) => {
    const path = shortest.find(({ state }) => state.value === from);
    assert(path !== undefined, `there is a way to "${from}"`);
    const before = path.steps.map((step) => step.event.type).filter((type) => type !== 'xstate.init');
    return { events: [...before, event], ends: to };
  });
}
