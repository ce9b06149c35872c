import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { sorted, transitionsOf, walkEvery, type Transition } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

/** The course’s transitions without half-open, and a restart of the calling process. */
const TRANSITIONS: readonly Transition[] = [
  ['closed', 'threshold reached', 'open'],
  ['open', 'cooldown over', 'closed'],
  ['open', 'reset', 'closed'],
];

test('the machine has no half-open: from open it goes to closed and nowhere else', () => {
  expect(transitionsOf(machine)).toEqual(sorted(TRANSITIONS));
});

test('the breaker goes every way that the machine allows, and stands where the machine says', () => {
  const config = { failureThreshold: 1, cooldownSeconds: 10 };
  const begin = () => ({ lone: new LoneGate(create, config) });
  const walked = walkEvery(machine, getShortestPaths(machine), begin, ({ lone }) => lone.state, {
    'threshold reached': ({ lone }) => lone.end(lone.admit(), ERROR),
    'cooldown over'({ lone }) {
      lone.wait(10_000_000);
      lone.admit();
    },
    reset: ({ lone }) => lone.gate.reset(),
  });
  expect(walked.astray).toEqual([]);
  expect(walked.taken).toEqual(sorted(TRANSITIONS));
});
