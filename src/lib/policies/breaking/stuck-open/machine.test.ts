import { expect, test } from 'vitest';
import { ERROR } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { tableOf } from '#lib/engine/machine-table.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

test('the machine has one way out of open: a reset', () => {
  const { states, events, next } = tableOf(machine);
  const found = states.flatMap((from, s) =>
    events.flatMap((event, e) => {
      const to = states[next[s * events.length + e]];
      return to === undefined ? [] : [[from, event, to]];
    }),
  );
  expect(found).toEqual([
    ['closed', 'threshold reached', 'open'],
    ['open', 'reset', 'closed'],
  ]);
  expect(states).toEqual(['closed', 'open']);
});

test('the breaker goes every way that the machine allows', () => {
  const lone = new LoneGate(create, { failureThreshold: 1 });
  lone.end(lone.admit(), ERROR);
  expect(lone.state).toBe('open');
  lone.gate.reset();
  expect(lone.state).toBe('closed');
});
