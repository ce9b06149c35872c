import { assert } from '#lib/base/assert.ts';
import type { AnyStateMachine } from 'xstate';
import { tableOf } from './machine-table.ts';

/** [state, event, state after] */
export type Transition = readonly [from: string, event: string, to: string];

/** Every transition that a machine has, as its table sees it; sorted, to be compared with a list written by hand. */
export function transitionsOf(machine: AnyStateMachine): Transition[] {
  const { states, events, next } = tableOf(machine);
  const found = states.flatMap((from, s) =>
    events.flatMap((event, e): Transition[] => {
      const to = states[next[s * events.length + e]];
      return to === undefined ? [] : [[from, event, to]];
    }),
  );
  return sorted(found);
}

export function sorted(transitions: readonly Transition[]): Transition[] {
  return [...transitions].sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

/** What becomes of a walk: the transitions that were taken, and each place where the subject was not where it should be. */
export interface Walked {
  readonly taken: Transition[];
  readonly astray: string[];
}

/** A way from the initial state to another, as `xstate/graph` finds it. */
export interface Path {
  readonly state: { readonly value: unknown };
  readonly steps: readonly { readonly event: { readonly type: string } }[];
}

/**
 * Drives a subject every way that its machine allows: to each state on its paths, by each event that is known
 * there, and from where that leads by each event again. `deeds` makes an event come true, `stateOf` tells where the
 * subject says it is.
 */
export function walkEvery<T>(
  machine: AnyStateMachine,
  paths: readonly Path[],
  begin: () => T,
  stateOf: (subject: T) => string,
  deeds: Readonly<Record<string, (subject: T) => void>>,
): Walked {
  const transitions = transitionsOf(machine);
  const onwards = (state: string) => transitions.filter(([from]) => from === state);
  const walks = paths.flatMap(({ steps, state }) => {
    const there = steps.map(({ event }) => event.type).filter((type) => type !== 'xstate.init');
    return onwards(String(state.value)).flatMap(([, event, to]) => [
      [...there, event],
      ...onwards(to).map(([, then]) => [...there, event, then]),
    ]);
  });
  const taken = new Map<string, Transition>();
  const astray: string[] = [];
  for (const walk of walks) {
    const subject = begin();
    for (const event of walk) {
      const from = stateOf(subject);
      const [, , to] = transitions.find(([state, type]) => state === from && type === event) ?? [];
      deeds[event](subject);
      if (to === undefined || stateOf(subject) !== to) {
        astray.push(`${walk.join(', ')}: by “${event}” from ${from} to ${stateOf(subject)}`);
        break;
      }
      taken.set(`${from} ${event}`, [from, event, to]);
    }
  }
  return { taken: sorted([...taken.values()]), astray };
}

/** For each transition one way to it: the events of the shortest path to where it begins, and then its own. */
export function waysThrough(
  machine: AnyStateMachine,
  shortest: readonly Path[],
): { events: readonly string[]; ends: string }[] {
  return transitionsOf(machine).map(([from, event, to]) => {
    const path = shortest.find(({ state }) => state.value === from);
    assert(path !== undefined, `there is a way to "${from}"`);
    const before = path.steps.map((step) => step.event.type).filter((type) => type !== 'xstate.init');
    return { events: [...before, event], ends: to };
  });
}
