import { expect, test } from 'vitest';
import { ERROR } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { tableOf } from '#lib/engine/machine-table.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

/** The course's transitions without half-open, and a restart of the calling process. */
const TRANSITIONS = [
  ['closed', 'threshold reached', 'open'],
  ['open', 'cooldown over', 'closed'],
  ['open', 'reset', 'closed'],
];

test('the machine has no half-open: from open it goes to closed and nowhere else', () => {
  const { states, events, next } = tableOf(machine);
  const found = states.flatMap((from, s) =>
    events.flatMap((event, e) => {
      const to = states[next[s * events.length + e]];
      return to === undefined ? [] : [[from, event, to]];
    }),
  );
  expect(found.sort()).toEqual([...TRANSITIONS].sort());
  expect(states).toEqual(['closed', 'open']);
});

test('the breaker goes every way that the machine allows', () => {
  const lone = new LoneGate(create, { failureThreshold: 1, cooldownSeconds: 10 });
  lone.end(lone.admit(), ERROR);
  expect(lone.state).toBe('open');
  lone.wait(10_000_000);
  lone.admit();
  expect(lone.state).toBe('closed');
  lone.end(lone.admit(), ERROR);
  expect(lone.state).toBe('open');
  lone.gate.reset();
  expect(lone.state).toBe('closed');
});
