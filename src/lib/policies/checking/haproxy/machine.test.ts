import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { tableOf } from '#lib/engine/machine-table.ts';
import { after, health, loneCheck } from './lone-check.ts';
import { machine } from './machine.ts';

/** What HAProxy's log calls a server after each check, and a restart of the process. */
const TRANSITIONS = [
  ['up', 'check failed', 'going down'],
  ['up', 'fell', 'down'],
  ['going down', 'check passed', 'up'],
  ['going down', 'fell', 'down'],
  ['going down', 'restarted', 'up'],
  ['down', 'check passed', 'going up'],
  ['down', 'rose', 'up'],
  ['down', 'restarted', 'up'],
  ['going up', 'check failed', 'down'],
  ['going up', 'rose', 'up'],
  ['going up', 'restarted', 'up'],
];

test('the machine knows these transitions and no others', () => {
  const { states, events, next } = tableOf(machine);
  const found = states.flatMap((from, s) =>
    events.flatMap((event, e) => {
      const to = states[next[s * events.length + e]];
      return to === undefined ? [] : [[from, event, to]];
    }),
  );
  expect(found.sort()).toEqual([...TRANSITIONS].sort());
  expect(states).toEqual(['up', 'going down', 'down', 'going up']);
});

/** With rise and fall 3, checks that make each event come true in each state; `restarted` is a restart. */
const DEEDS: Readonly<Record<string, string>> = {
  'up check failed': 'f',
  'up fell': 'fff',
  'going down check passed': 'p',
  'going down fell': 'ff',
  'down check passed': 'p',
  'down rose': 'ppp',
  'going up check failed': 'f',
  'going up rose': 'pp',
};

test('the behaviour takes every shortest path through the machine, and every step from its end', () => {
  const paths = getShortestPaths(machine);
  expect(paths.map(({ state }) => state.value).sort()).toEqual(['down', 'going down', 'going up', 'up']);
  for (const { steps, state } of paths) {
    const walked = steps.filter(({ event }) => machine.events.includes(event.type));
    const starts = TRANSITIONS.filter(([from]) => from === state.value);
    for (const [, event, to] of starts) {
      const lone = loneCheck(1, { rise: 3, fall: 3 });
      after(lone, 'p');
      for (const step of walked) take(lone, step.event.type);
      expect(mode(lone)).toBe(state.value);
      take(lone, event);
      expect(`${String(state.value)} by "${event}": ${mode(lone)}`).toBe(
        `${String(state.value)} by "${event}": ${to}`,
      );
    }
  }
});

function take(lone: ReturnType<typeof loneCheck>, event: string): void {
  if (event === 'restarted') lone.checker!.reset();
  else after(lone, DEEDS[`${mode(lone)} ${event}`]);
}

function mode(lone: ReturnType<typeof loneCheck>): string {
  return health(lone)[0].note!;
}
