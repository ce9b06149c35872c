import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { tableOf } from '#lib/engine/machine-table.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

/** The rule as the course tells it, and a restart of the calling process. */
const TRANSITIONS = [
  ['closed', 'threshold reached', 'open'],
  ['open', 'cooldown over', 'half-open'],
  ['open', 'reset', 'closed'],
  ['half-open', 'call failed', 'open'],
  ['half-open', 'calls succeeded', 'closed'],
  ['half-open', 'reset', 'closed'],
];

test('the machine knows the naive listing’s transitions and no others', () => {
  const { states, events, next } = tableOf(machine);
  const found = states.flatMap((from, s) =>
    events.flatMap((event, e) => {
      const to = states[next[s * events.length + e]];
      return to === undefined ? [] : [[from, event, to]];
    }),
  );
  expect(found.sort()).toEqual([...TRANSITIONS].sort());
});

test('the breaker goes every way that the machine allows', () => {
  const lone = new LoneGate(create, { failureThreshold: 1, cooldownSeconds: 10, successThreshold: 1 });
  const opened = () => {
    lone.end(lone.admit(), ERROR);
    expect(lone.state).toBe('open');
  };
  const letDown = () => {
    lone.wait(10_000_000);
    const call = lone.admit();
    expect(lone.state).toBe('half-open');
    return call;
  };
  opened();
  lone.gate.reset();
  expect(lone.state).toBe('closed');
  opened();
  lone.end(letDown(), ERROR);
  expect(lone.state).toBe('open');
  lone.end(letDown(), OK);
  expect(lone.state).toBe('closed');
  opened();
  letDown();
  lone.gate.reset();
  expect(lone.state).toBe('closed');
});
