import { getShortestPaths, getSimplePaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { tableOf } from '#lib/engine/machine-table.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

/** The rule as the course tells it, and a restart of the calling process. */
const TRANSITIONS = [
  ['closed', 'threshold reached', 'open'],
  ['open', 'cooldown over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'probe failed', 'open'],
  ['half-open', 'probes succeeded', 'closed'],
  ['half-open', 'reset', 'closed'],
];

test('the machine knows the course’s transitions and no others', () => {
  const { states, events, next } = tableOf(machine);
  const found = states.flatMap((from, s) =>
    events.flatMap((event, e) => {
      const to = states[next[s * events.length + e]];
      return to === undefined ? [] : [[from, event, to]];
    }),
  );
  expect(found.sort()).toEqual([...TRANSITIONS].sort());
  expect(states).toEqual(['closed', 'open', 'half-open']);
});

/** What makes each event come true, at a breaker that opens at one failure and closes at one good probe. */
const deeds: Readonly<Record<string, (lone: LoneGate, probe: number) => number | void>> = {
  'threshold reached': (lone) => lone.end(lone.admit(), ERROR),
  'cooldown over'(lone) {
    lone.wait(10_000_000);
    return lone.admit();
  },
  'probe failed': (lone, probe) => lone.end(probe, ERROR),
  'probes succeeded': (lone, probe) => lone.end(probe, OK),
  reset: (lone) => lone.gate.reset(),
};

test('the breaker goes every way that the machine allows, and stands where the machine says', () => {
  const paths = [...getSimplePaths(machine), ...getShortestPaths(machine)];
  const last = (state: { value: unknown }) => String(state.value);
  // Simple paths never return to a state: each is continued by every event that its end knows.
  const walks = paths.flatMap(({ steps, state }) => {
    const begun = steps.map(({ event }): string => event.type).filter((type) => type !== 'xstate.init');
    return TRANSITIONS.filter(([from]) => from === last(state)).map(([, event]) => [...begun, event]);
  });
  const walked = new Set<string>();
  for (const walk of walks) {
    const lone = new LoneGate(create, { failureThreshold: 1, cooldownSeconds: 10, successThreshold: 1 });
    let probe = -1;
    for (const event of walk) {
      const from = lone.state;
      probe = deeds[event](lone, probe) ?? probe;
      const [, , to] = TRANSITIONS.find(([state, type]) => state === from && type === event) ?? [];
      expect(lone.state, walk.join(', ')).toBe(to);
      walked.add(`${from}: ${event}`);
    }
  }
  expect(walked.size).toBe(TRANSITIONS.length);
});
