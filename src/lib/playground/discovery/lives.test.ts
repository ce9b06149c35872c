import { expect, test } from 'vitest';
import { Record as RunRecord } from '#lib/playground/record/record.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { lifeAt } from './lives.ts';

const STATES = ['absent', 'starting', 'up', 'hung', 'stopping', 'down'];
const EVENTS = ['created', 'started', 'hung', 'asked to stop', 'exited', 'crashed', 'gave up its address'];
const plan: Plan = {
  nodes: [{ id: 'n1', label: 'Order', kind: 'service', firstHost: 0, hosts: 1 }],
  hosts: [{ node: 0, label: 'Order-1', address: '' }],
  edges: [],
  charts: [
    {
      ...{ id: 'n1/life', machine: 'instance-life', owner: 'n1', concern: 'life', states: STATES },
      ...{ events: EVENTS, rules: [], subjects: ['Order-1'], initial: STATES.indexOf('up') },
    },
  ],
};

/** At 20 s, after these steps. */
function lifeAfter(...steps: [seconds: number, event: string, to: string][]) {
  const record = new RunRecord(plan);
  let from = STATES.indexOf('up');
  record.transitions.append(
    steps.map(([seconds, event, state]) => {
      const to = STATES.indexOf(state);
      const step = { atMicros: seconds * 1e6, from, to, event: EVENTS.indexOf(event) };
      from = to;
      return { ...step, chart: 0, subject: 0, rule: 0, a: 0, b: 0 };
    }),
  );
  return lifeAt(record, 0, 20e6);
}

test('who serves is away since never', () => {
  expect(lifeAfter()).toEqual({ state: 'up', event: null, seconds: 0 });
});

test('an absence counts from when it began, whatever became of the address since', () => {
  const steps: [number, string, string][] = [
    [8, 'crashed', 'down'],
    [15, 'gave up its address', 'absent'],
  ];
  expect(lifeAfter(...steps)).toEqual({
    state: 'absent',
    event: 'crashed',
    seconds: 12,
  });
});

test('who was asked to stop left in good order, though all happened in one moment', () => {
  expect(
    lifeAfter(
      [19, 'asked to stop', 'stopping'],
      [19, 'exited', 'down'],
      [19, 'gave up its address', 'absent'],
    ),
  ).toEqual({ state: 'absent', event: 'asked to stop', seconds: 1 });
});
