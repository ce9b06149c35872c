import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { tableOf } from '#lib/engine/machine-table.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

/** gobreaker's changes of state, and a restart of the calling process; with what makes each come true. */
const TRANSITIONS = [
  ['closed', 'tripped', 'open'],
  ['open', 'timeout over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'trial failed', 'open'],
  ['half-open', 'trials succeeded', 'closed'],
  ['half-open', 'reset', 'closed'],
];

test('the machine knows gobreaker’s transitions and no others', () => {
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

test.each(TRANSITIONS)('%s goes by "%s" to %s', (from, event, to) => {
  const lone = new LoneGate(create, {
    maxRequests: 1,
    intervalSeconds: 0,
    bucketPeriodSeconds: 0,
    timeoutSeconds: 1,
    readyToTrip: { is: 'consecutive-failures', consecutiveFailures: 0 },
  });
  let trial = -1;
  const deeds: Readonly<Record<string, () => void>> = {
    tripped: () => lone.end(lone.admit(), ERROR),
    'timeout over'() {
      lone.wait(1_000_001);
      trial = lone.admit();
    },
    'trial failed': () => lone.end(trial, ERROR),
    'trials succeeded': () => lone.end(trial, OK),
    reset: () => lone.gate.reset(),
  };
  if (from !== 'closed') deeds.tripped();
  if (from === 'half-open') deeds['timeout over']();
  expect(lone.state).toBe(from);
  deeds[event]();
  expect(lone.state).toBe(to);
});
