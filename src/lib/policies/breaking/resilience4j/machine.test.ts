import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { sorted, transitionsOf, walkEvery, type Transition } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy } from './policy.ts';

const STATES = ['closed', 'open', 'half-open', 'disabled', 'forced-open', 'metrics-only'];
/** What the breaker does by itself. */
const OWN: readonly Transition[] = [
  ['closed', 'rate exceeded', 'open'],
  ['open', 'wait over', 'half-open'],
  ['half-open', 'probes failed', 'open'],
  ['half-open', 'probes passed', 'closed'],
  ['half-open', 'gave up', 'open'],
  ['half-open', 'waited', 'closed'],
];
const COMMANDS: Readonly<Record<string, string>> = {
  open: 'open',
  'half-open': 'half-open',
  close: 'closed',
  disable: 'disabled',
  'force-open': 'forced-open',
  'metrics-only': 'metrics-only',
  reset: 'closed',
};
/** The pairs that the product's enum StateTransition lacks. */
const ILLEGAL = ['closed: half-open', 'metrics-only: open', 'metrics-only: half-open'];

const COMMANDED = STATES.flatMap((from) =>
  Object.entries(COMMANDS)
    .filter(([event]) => !ILLEGAL.includes(`${from}: ${event}`))
    .map(([event, to]): Transition => [from, event, to]),
);
const TRANSITIONS = sorted([...OWN, ...COMMANDED]);

test('the machine knows the product’s transitions and no others', () => {
  expect(transitionsOf(machine)).toEqual(TRANSITIONS);
});

test.each(['OPEN', 'CLOSED'])(
  'the breaker goes every way that the machine allows when half-open ends in %s, and stands where it says',
  (transitionToStateAfterWaitDuration) => {
    const config = {
      ...defaultsOf(policy.fields),
      minimumNumberOfCalls: 1,
      waitDurationInOpenStateMs: 1_000,
      maxWaitDurationInHalfOpenStateMs: 5_000,
      transitionToStateAfterWaitDuration,
    };
    const begin = () => ({ lone: new LoneGate(create, config), probe: -1 });
    const probe = (subject: ReturnType<typeof begin>) => (subject.probe = subject.lone.admit());
    const commands = Object.keys(COMMANDS).filter((op) => op !== 'reset');
    const walked = walkEvery(machine, getShortestPaths(machine), begin, ({ lone }) => lone.state, {
      'rate exceeded': ({ lone }) => lone.end(lone.admit(), ERROR),
      'wait over'({ lone }) {
        lone.wait(1_000_001);
        lone.admit();
      },
      'probes failed': (subject) => subject.lone.end(probe(subject), ERROR),
      'probes passed': (subject) => subject.lone.end(probe(subject), OK),
      'gave up': ({ lone }) => lone.wait(5_000_000),
      waited: ({ lone }) => lone.wait(5_000_000),
      reset: ({ lone }) => lone.gate.reset(),
      ...Object.fromEntries(
        commands.map((op) => [op, ({ lone }: ReturnType<typeof begin>) => void lone.gate.command!(op)]),
      ),
    });
    // The one end of half-open that is not configured is the one that cannot come true.
    const other = transitionToStateAfterWaitDuration === 'OPEN' ? 'waited' : 'gave up';
    expect(walked.astray.filter((walk) => !walk.includes(`by “${other}”`))).toEqual([]);
    expect(walked.taken).toEqual(TRANSITIONS.filter(([, event]) => event !== other));
  },
);

test.each(ILLEGAL)('%s is refused and moves nothing', (pair) => {
  const [from, op] = pair.split(': ');
  const lone = new LoneGate(create, defaultsOf(policy.fields));
  if (from === 'metrics-only') lone.gate.command!('metrics-only');
  expect(lone.gate.command!(op)).toBe(false);
  expect(lone.state).toBe(from);
});
