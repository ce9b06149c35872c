import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { sorted, transitionsOf, walkEvery, type Transition } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy } from './policy.ts';

/** The states of HystrixCircuitBreakerImpl, and a restart of the calling process. */
const TRANSITIONS: readonly Transition[] = [
  ['closed', 'unhealthy at a tick', 'open'],
  ['open', 'sleep window over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'failure', 'open'],
  ['half-open', 'success', 'closed'],
  ['half-open', 'reset', 'closed'],
];

test('the machine knows Hystrix’s transitions and no others', () => {
  expect(transitionsOf(machine)).toEqual(sorted(TRANSITIONS));
});

test('the breaker goes every way that the machine allows, and stands where the machine says', () => {
  const config = { ...defaultsOf(policy.fields), requestVolumeThreshold: 1, sleepWindowMs: 1_000 };
  const begin = () => ({ lone: new LoneGate(create, config), probe: -1 });
  const walked = walkEvery(machine, getShortestPaths(machine), begin, ({ lone }) => lone.state, {
    'unhealthy at a tick'({ lone }) {
      lone.end(lone.admit(), ERROR);
      lone.wait(500_000);
    },
    'sleep window over'(subject) {
      subject.lone.wait(1_001_000);
      subject.probe = subject.lone.admit();
    },
    failure: ({ lone, probe }) => lone.end(probe, ERROR),
    success: ({ lone, probe }) => lone.end(probe, OK),
    reset: ({ lone }) => lone.gate.reset(),
  });
  expect(walked.astray).toEqual([]);
  expect(walked.taken).toEqual(sorted(TRANSITIONS));
});
