import { expect, test } from 'vitest';
import type { Plan, PlanChart } from '#lib/scenario/plan.ts';
import { machinesOf, modesStart } from './machines-of.ts';

const plan: Plan = {
  nodes: [
    { id: 'n1', label: 'Order', kind: 'service', firstHost: 0, hosts: 2 },
    { id: 'n2', label: 'Registry', kind: 'registry', firstHost: 2, hosts: 1 },
  ],
  hosts: ['Order-1', 'Order-2', 'Registry-1'].map((label, i) => ({
    node: i < 2 ? 0 : 1,
    label,
    address: `10.0.0.${i}`,
  })),
  edges: [{ id: 'e1', from: 0, to: 1, contract: 'calls', path: '' }],
  charts: [
    chart('n2', 'mode', ['Registry']),
    chart('n2', 'lease', ['Order-1', 'Order-2']),
    chart('n1', 'life', ['Order-1', 'Order-2']),
    chart('e1', 'breaker', ['Order-1', 'Order-2']),
  ],
};

test('a service shows first the life and then the lease of its chosen instance', () => {
  expect(machinesOf(plan, 'n1', 1)).toEqual({
    drawn: [
      { chart: 2, subject: 1 },
      { chart: 1, subject: 1 },
    ],
    listed: [],
  });
});

test('a registry shows its mode and lists its leases', () => {
  expect(machinesOf(plan, 'n2', 0)).toEqual({ drawn: [{ chart: 0, subject: 0 }], listed: [1] });
});

test("an edge shows its breaker at the chosen one of its caller's instances", () => {
  expect(machinesOf(plan, 'e1', 1).drawn).toEqual([{ chart: 3, subject: 1 }]);
  expect(machinesOf(plan, 'e1', 9).drawn).toEqual([{ chart: 3, subject: 1 }]);
});

test('of an edge with ejection and checks the breaker comes first, and its state is the title’s', () => {
  const more = [chart('e1', 'ejection', ['Registry-1']), chart('e1', 'health', ['Registry-1'])];
  const { drawn } = machinesOf({ ...plan, charts: [...more, ...plan.charts] }, 'e1', 0);
  expect(drawn.map(({ chart }) => chart)).toEqual([5, 0, 1]);
});

test('what the plan does not know has no machines', () => {
  expect(machinesOf(plan, 'n9', 0)).toEqual({ drawn: [], listed: [] });
});

test('modes of a chart begin after the subjects of those before it', () => {
  expect(plan.charts.map((_, i) => modesStart(plan, i))).toEqual([0, 1, 3, 5]);
});

function chart(owner: string, concern: string, subjects: string[]): PlanChart {
  const id = `${owner}/${concern}`;
  return { id, machine: concern, owner, concern, subjects, states: [], events: [], rules: [], initial: 0 };
}
