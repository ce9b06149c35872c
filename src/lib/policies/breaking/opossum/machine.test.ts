import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { sorted, transitionsOf, walkEvery, type Transition } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy } from './policy.ts';

/** opossum's changes of state and a restart of the calling process. */
const TRANSITIONS: readonly Transition[] = [
  ['closed', 'threshold exceeded', 'open'],
  ['open', 'reset timeout over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'failure', 'open'],
  ['half-open', 'success', 'closed'],
  ['half-open', 'reset', 'closed'],
  ['closed', 'open', 'open'],
  ['half-open', 'open', 'open'],
  ['open', 'close', 'closed'],
  ['half-open', 'close', 'closed'],
];

test('the machine knows opossum’s transitions and no others', () => {
  expect(transitionsOf(machine)).toEqual(sorted(TRANSITIONS));
});

test('the breaker goes every way that the machine allows, and stands where the machine says', () => {
  const config = { ...defaultsOf(policy.fields), resetTimeoutMs: 1_000 };
  const begin = () => ({ lone: new LoneGate(create, config) });
  const walked = walkEvery(machine, getShortestPaths(machine), begin, ({ lone }) => lone.state, {
    'threshold exceeded'({ lone }) {
      // A window later, so that what came before does not dilute the share.
      lone.wait(10_000_000);
      lone.end(lone.admit(), ERROR);
    },
    'reset timeout over': ({ lone }) => lone.wait(1_000_000),
    failure: ({ lone }) => lone.end(lone.admit(), ERROR),
    success: ({ lone }) => lone.end(lone.admit(), OK),
    reset: ({ lone }) => lone.gate.reset(),
    open: ({ lone }) => void lone.gate.command!('open'),
    close: ({ lone }) => void lone.gate.command!('close'),
  });
  expect(walked.astray).toEqual([]);
  expect(walked.taken).toEqual(sorted(TRANSITIONS));
});
