import { expect, test } from 'vitest';
import type { Plan, PlanChart } from '#lib/scenario/plan.ts';
import { isAbsent } from './absent.ts';
import { Record as RunRecord } from './record.ts';

const plan: Plan = {
  nodes: [
    { id: 'n1', label: 'Order', kind: 'service', firstHost: 0, hosts: 2 },
    { id: 'n2', label: 'Gateway', kind: 'gateway', firstHost: 2, hosts: 1 },
  ],
  hosts: ['Order-1', 'Order-2', 'Gateway'].map((label, i) => ({ node: i < 2 ? 0 : 1, label, address: '' })),
  edges: [{ id: 'e1', from: 1, to: 0, contract: 'calls', path: '' }],
  charts: [
    chart('n1', 'life', ['Order-1', 'Order-2'], { starts: [0, 1] }),
    chart('e1', 'health', ['Order-1', 'Order-2', 'Order-2 for Gateway', 'Gateway', 'somebody']),
  ],
};

test('room for an instance that never came is absent, and nobody else is', () => {
  const record = new RunRecord(plan);
  const seen = plan.charts[1].subjects.map((_, subject) => isAbsent(record, 1, subject, 5));
  expect(seen).toEqual([false, true, true, false, false]);
});

test('who came is there, and who moved once stays', () => {
  const record = new RunRecord(plan);
  const step = { event: 0, rule: 0, a: 0, b: 0 };
  record.transitions.append([
    { ...step, atMicros: 10, chart: 0, subject: 1, from: 1, to: 0 },
    { ...step, atMicros: 20, chart: 1, subject: 1, from: 0, to: 1 },
    { ...step, atMicros: 30, chart: 0, subject: 1, from: 0, to: 1 },
  ]);
  expect([5, 15, 35].map((micros) => isAbsent(record, 1, 1, micros))).toEqual([true, false, false]);
});

function chart(owner: string, concern: string, subjects: string[], more: Partial<PlanChart> = {}): PlanChart {
  const id = `${owner}/${concern}`;
  const states = ['up', 'absent'];
  return { id, machine: id, owner, concern, subjects, states, events: [], rules: [], initial: 0, ...more };
}
