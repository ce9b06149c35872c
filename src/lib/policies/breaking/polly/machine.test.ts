import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { sorted, transitionsOf, walkEvery, type Transition } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy } from './policy.ts';

/** Polly’s changes of state, and a restart of the calling process. */
const TRANSITIONS: readonly Transition[] = [
  ['closed', 'ratio reached', 'open'],
  ['open', 'break over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'failure', 'open'],
  ['half-open', 'success', 'closed'],
  ['half-open', 'reset', 'closed'],
  ['closed', 'isolate', 'isolated'],
  ['open', 'isolate', 'isolated'],
  ['half-open', 'isolate', 'isolated'],
  ['open', 'close', 'closed'],
  ['half-open', 'close', 'closed'],
  ['isolated', 'close', 'closed'],
  ['isolated', 'reset', 'closed'],
];

test('the machine knows Polly’s transitions and no others', () => {
  expect(transitionsOf(machine)).toEqual(sorted(TRANSITIONS));
});

test('the breaker goes every way that the machine allows, and stands where the machine says', () => {
  const config = {
    ...defaultsOf(policy.fields),
    failureRatio: 0.5,
    minimumThroughput: 2,
    samplingDurationSeconds: 10,
    breakDurationSeconds: 1,
  };
  const begin = () => ({ lone: new LoneGate(create, config), probe: -1 });
  const walked = walkEvery(machine, getShortestPaths(machine), begin, ({ lone }) => lone.state, {
    'ratio reached'({ lone }) {
      lone.end(lone.admit(), ERROR);
      lone.end(lone.admit(), ERROR);
    },
    'break over'(subject) {
      subject.lone.wait(1_000_000);
      subject.probe = subject.lone.admit();
    },
    failure: ({ lone, probe }) => lone.end(probe, ERROR),
    success: ({ lone, probe }) => lone.end(probe, OK),
    reset: ({ lone }) => lone.gate.reset(),
    isolate: ({ lone }) => void lone.gate.command!('isolate'),
    close: ({ lone }) => void lone.gate.command!('close'),
  });
  expect(walked.astray).toEqual([]);
  expect(walked.taken).toEqual(sorted(TRANSITIONS));
});
