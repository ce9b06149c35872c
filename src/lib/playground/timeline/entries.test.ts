import { expect, test } from 'vitest';
import type { Plan, PlanChart } from '#lib/scenario/plan.ts';
import { Transitions } from '#lib/playground/record/transitions.ts';
import { logEntries, type Filter, type ScriptLine } from './entries.ts';
import { ownerName } from './words.ts';

const BREAKER: PlanChart = {
  ...{ id: 'e1/breaker', machine: 'toy', owner: 'e1', concern: 'breaker' },
  ...{
    states: ['closed', 'open'],
    events: ['trip'],
    rules: ['{a} of {b} calls failed'],
    subjects: [''],
    initial: 0,
  },
};
const LEASE: PlanChart = {
  ...{ id: 'n2/lease', machine: 'toy', owner: 'n2', concern: 'lease' },
  ...{
    states: ['live', 'late'],
    events: ['miss'],
    rules: [''],
    subjects: ['Order-1', 'Order-2'],
    initial: 0,
  },
};
const PLAN: Plan = {
  nodes: [
    { id: 'n1', label: 'Gateway', kind: 'gateway', firstHost: 0, hosts: 1 },
    { id: 'n2', label: 'Order', kind: 'service', firstHost: 1, hosts: 2 },
  ],
  hosts: [],
  edges: [{ id: 'e1', from: 0, to: 1, contract: 'calls', path: '/orders' }],
  charts: [BREAKER, LEASE],
};
const SCRIPT: ScriptLine[] = [{ atMicros: 20, owner: 'n2', text: 'Order fails 100 %' }];

function log(micros: number, filter: Filter = 'all', limit = 100) {
  const transitions = new Transitions(PLAN);
  const move = { from: 0, to: 1, event: 0, rule: 0, a: 5, b: 10 };
  transitions.append([
    { ...move, atMicros: 10, chart: 1, subject: 1 },
    { ...move, atMicros: 20, chart: 0, subject: 0 },
  ]);
  const nameOf = (owner: string) => ownerName(PLAN, owner);
  return logEntries({ plan: PLAN, transitions, script: SCRIPT, micros, filter, nameOf, limit });
}

test('the log has the newest first, in words', () => {
  expect(log(30).map(({ title }) => title)).toEqual([
    'Gateway /orders breaker: closed → open',
    'Order fails 100 %',
    'Order-2 lease: live → late',
  ]);
  expect(log(30)[0]).toMatchObject({ why: '5 of 10 calls failed', owner: 'e1', tone: 'fail' });
});

test('nothing is told before it is shown', () => {
  expect(log(20).map(({ atMicros }) => atMicros)).toEqual([10]);
  expect(log(10)).toEqual([]);
});

test.each<[Filter, number[]]>([
  ['breakers', [20]],
  ['leases', [10]],
  ['instances', []],
  ['actions', [20]],
])('the filter %s keeps its own', (filter, times) => {
  expect(log(30, filter).map(({ atMicros }) => atMicros)).toEqual(times);
});

test('a long log is cut at its old end', () => {
  expect(log(30, 'all', 1).map(({ atMicros }) => atMicros)).toEqual([20]);
});

test('three or more like steps at one time are one line that names them all', () => {
  const subjects = ['Order-10', 'Order-2', 'Order-1'];
  const plan = { ...PLAN, charts: [BREAKER, { ...LEASE, subjects }] };
  const step = { chart: 1, from: 0, to: 1, event: 0, rule: 0, a: 0, b: 0 };
  const lines = (count: number) => {
    const transitions = new Transitions(plan);
    transitions.append(
      subjects.slice(0, count).map((_, subject) => ({ ...step, atMicros: 10 + subject, subject })),
    );
    const nameOf = (owner: string) => ownerName(plan, owner);
    return logEntries({ plan, transitions, script: [], micros: 30, filter: 'all', nameOf, limit: 9 });
  };
  expect(lines(3)).toMatchObject([
    { title: '3 leases at Order: live → late', why: 'Order-1, Order-2, Order-10' },
  ]);
  expect(lines(2)).toHaveLength(2);
});
