import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { sorted, transitionsOf, walkEvery, type Transition } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';
import { machine } from './machine.ts';

/** gobreaker’s changes of state, and a restart of the calling process. */
const TRANSITIONS: readonly Transition[] = [
  ['closed', 'tripped', 'open'],
  ['open', 'timeout over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'trial failed', 'open'],
  ['half-open', 'trials succeeded', 'closed'],
  ['half-open', 'reset', 'closed'],
];

test('the machine knows gobreaker’s transitions and no others', () => {
  expect(transitionsOf(machine)).toEqual(sorted(TRANSITIONS));
});

test('the breaker goes every way that the machine allows, and stands where the machine says', () => {
  const config = {
    ...defaultsOf(policy.fields),
    timeoutSeconds: 1,
    readyToTrip: { is: 'consecutive-failures', consecutiveFailures: 0 },
  };
  const begin = () => ({ lone: new LoneGate(create, config), probe: -1 });
  const walked = walkEvery(machine, getShortestPaths(machine), begin, ({ lone }) => lone.state, {
    tripped: ({ lone }) => lone.end(lone.admit(), ERROR),
    'timeout over'(subject) {
      subject.lone.wait(1_000_001);
      subject.probe = subject.lone.admit();
    },
    'trial failed': ({ lone, probe }) => lone.end(probe, ERROR),
    'trials succeeded': ({ lone, probe }) => lone.end(probe, OK),
    reset: ({ lone }) => lone.gate.reset(),
  });
  expect(walked.astray).toEqual([]);
  expect(walked.taken).toEqual(sorted(TRANSITIONS));
});
