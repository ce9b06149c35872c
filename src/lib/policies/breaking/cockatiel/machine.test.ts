import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { sorted, transitionsOf, walkEvery, type Transition } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';
import { machine } from './machine.ts';

/** cockatiel's changes of state without isolation, and a restart of the calling process. */
const TRANSITIONS: readonly Transition[] = [
  ['closed', 'tripped', 'open'],
  ['open', 'wait over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'probes failed', 'open'],
  ['half-open', 'probes passed', 'closed'],
  ['half-open', 'late call failed', 'open'],
  ['half-open', 'reset', 'closed'],
];

test('the machine knows cockatiel’s transitions and no others', () => {
  expect(transitionsOf(machine)).toEqual(sorted(TRANSITIONS));
});

test.each([
  { is: 'consecutive', threshold: 1 },
  { is: 'count', threshold: 0.5, size: 1, minimumNumberOfCalls: 0 },
  { is: 'sampling', threshold: 0.1, durationMs: 5_000, minimumRps: 0.2 },
])('the $is breaker goes every way that the machine allows, and stands where the machine says', (breaker) => {
  const halfOpenAfter = { is: 'constant', halfOpenAfterMs: 1_000 };
  const config = { ...defaultsOf(policy.fields), breaker, halfOpenAfter };
  const begin = () => ({ lone: new LoneGate(create, config), probe: -1, late: -1 });
  const walked = walkEvery(machine, getShortestPaths(machine), begin, ({ lone }) => lone.state, {
    tripped(subject) {
      subject.late = subject.lone.admit();
      while (subject.lone.state === 'closed') subject.lone.end(subject.lone.admit(), ERROR);
    },
    'wait over'(subject) {
      subject.lone.wait(1_000_000);
      subject.probe = subject.lone.admit();
    },
    'probes failed': ({ lone, probe }) => lone.end(probe, ERROR),
    'probes passed': ({ lone, probe }) => lone.end(probe, OK),
    'late call failed': ({ lone, late }) => lone.end(late, ERROR),
    reset: ({ lone }) => lone.gate.reset(),
  });
  expect(walked.astray).toEqual([]);
  expect(walked.taken).toEqual(sorted(TRANSITIONS));
});
