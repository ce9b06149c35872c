import { expect, test } from 'vitest';
import { PlanIndex } from './plan-index.ts';

const index = new PlanIndex({
  nodes: [
    { id: 'n1', label: 'App', kind: 'client', firstHost: 0, hosts: 1 },
    { id: 'n2', label: 'Order', kind: 'service', firstHost: 1, hosts: 2 },
  ],
  hosts: [
    { node: 0, label: 'App-1', address: '10.0.1.1:8080' },
    { node: 1, label: 'Order-1', address: '10.0.2.1:8080' },
    { node: 1, label: 'Order-2', address: '10.0.2.2:8080' },
  ],
  edges: [{ id: 'e1', from: 0, to: 1, contract: 'calls', path: '' }],
  charts: [
    {
      ...{ id: 'n5/lease', machine: 'lease', owner: 'n5', concern: 'lease', states: ['absent', 'live'] },
      ...{ events: [], rules: [], subjects: ['Order-1', '10.0.2.2:8080'], initial: 0 },
    },
  ],
});

test('places are found by id, and what is not in the plan is nowhere', () => {
  expect([index.node('n2'), index.edge('e1'), index.chart('n5', 'lease')]).toEqual([1, 0, 0]);
  expect([index.node('n9'), index.edge('e9'), index.chart('n5', 'mode')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('only what nothing calls is a source', () => {
  expect([index.isSource(0), index.isSource(1)]).toEqual([true, false]);
});
