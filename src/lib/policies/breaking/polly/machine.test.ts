import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { tableOf } from '#lib/engine/machine-table.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

/** Polly's changes of state without the manual ones, and a restart of the calling process. */
const TRANSITIONS = [
  ['closed', 'ratio reached', 'open'],
  ['open', 'break over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'failure', 'open'],
  ['half-open', 'success', 'closed'],
  ['half-open', 'reset', 'closed'],
];

test('the machine knows Polly’s transitions and no others', () => {
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
    failureRatio: 0.5,
    minimumThroughput: 2,
    samplingDurationSeconds: 10,
    breakDurationSeconds: 1,
  });
  let probe = -1;
  const deeds: Readonly<Record<string, () => void>> = {
    'ratio reached'() {
      lone.end(lone.admit(), ERROR);
      lone.end(lone.admit(), ERROR);
    },
    'break over'() {
      lone.wait(1_000_000);
      probe = lone.admit();
    },
    failure: () => lone.end(probe, ERROR),
    success: () => lone.end(probe, OK),
    reset: () => lone.gate.reset(),
  };
  if (from !== 'closed') deeds['ratio reached']();
  if (from === 'half-open') deeds['break over']();
  expect(lone.state).toBe(from);
  deeds[event]();
  expect(lone.state).toBe(to);
});
