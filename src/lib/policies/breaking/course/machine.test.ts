import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { sorted, transitionsOf, walkEvery, type Transition } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

/** The rule as the course tells it, and a restart of the calling process. */
const TRANSITIONS: readonly Transition[] = [
  ['closed', 'threshold reached', 'open'],
  ['open', 'cooldown over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'probe failed', 'open'],
  ['half-open', 'probes succeeded', 'closed'],
  ['half-open', 'reset', 'closed'],
];

test('the machine knows the course’s transitions and no others', () => {
  expect(transitionsOf(machine)).toEqual(sorted(TRANSITIONS));
});

test('the breaker goes every way that the machine allows, and stands where the machine says', () => {
  const config = { failureThreshold: 1, cooldownSeconds: 10, successThreshold: 1 };
  const begin = () => ({ lone: new LoneGate(create, config), probe: -1 });
  const walked = walkEvery(machine, getShortestPaths(machine), begin, ({ lone }) => lone.state, {
    'threshold reached': ({ lone }) => lone.end(lone.admit(), ERROR),
    'cooldown over'(subject) {
      subject.lone.wait(10_000_000);
      subject.probe = subject.lone.admit();
    },
    'probe failed': ({ lone, probe }) => lone.end(probe, ERROR),
    'probes succeeded': ({ lone, probe }) => lone.end(probe, OK),
    reset: ({ lone }) => lone.gate.reset(),
  });
  expect(walked.astray).toEqual([]);
  expect(walked.taken).toEqual(sorted(TRANSITIONS));
});
