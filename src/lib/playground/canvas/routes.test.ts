import { expect, test } from 'vitest';
import '#lib/policies/all-policies.ts';
import { emptyScenario } from '#lib/scenario/document.ts';
import { linesOf, pathOf } from './routes.ts';

const node = (id: string, kind: string, label = id) => ({ id, kind, label, x: 0, y: 0, config: {} });
const edge = (id: string, from: string, to: string, config = {}) => ({ id, from, to, config });
const breaker = { is: 'course', failureThreshold: 5, cooldownSeconds: 10, successThreshold: 1 };
const scenario = {
  ...emptyScenario(),
  nodes: [
    node('n1', 'gateway'),
    node('n2', 'service', 'User accounts'),
    node('n3', 'registry'),
    node('n4', 'database'),
  ],
  edges: [
    edge('e1', 'n1', 'n2', { breaker }),
    edge('e2', 'n1', 'n3'),
    edge('e3', 'n2', 'n4'),
    edge('e4', 'n1', 'n4', { path: '/raw' }),
  ],
};

test('only the calls of a node with routes leave from rows', () => {
  const rows = [...linesOf(scenario).values()].flat().filter(({ hasRow }) => hasRow);
  expect(rows.map((line) => line.edge.id)).toEqual(['e1', 'e4']);
});

test('what an edge carries follows from its callee', () => {
  const contracts = linesOf(scenario)
    .get('n1')
    ?.map(({ contract }) => contract);
  expect(contracts).toEqual(['calls', 'registry', 'calls']);
});

test('how long a breaker stays open is read from the edge, else from the defaults, and is null without a breaker', () => {
  const [own, talk, standard] = linesOf(scenario).get('n1') ?? [];
  expect([own.openMicros, talk.openMicros, standard.openMicros]).toEqual([10e6, null, 30e6]);
  expect(linesOf(scenario).get('n2')?.[0].openMicros).toBeNull();
});

test('each breaker says in its own words how long it stays open', () => {
  const own = { is: 'resilience4j', waitDurationInOpenStateMs: 7_000 };
  const edges = [
    edge('e1', 'n1', 'n2', { breaker: own }),
    edge('e2', 'n1', 'n4', { breaker: { is: 'polly' } }),
  ];
  const [chosen, standard] = linesOf({ ...scenario, edges }).get('n1') ?? [];
  expect([chosen.openMicros, standard.openMicros]).toEqual([7e6, 5e6]);
});

test('a route without a path of its own is named after its callee until the run names it', () => {
  const planned = { id: 'e1', from: 0, to: 1, contract: 'calls' as const, path: '/accounts' };
  expect(pathOf(scenario, scenario.edges[0], undefined)).toBe('/user-accounts');
  expect(pathOf(scenario, scenario.edges[0], planned)).toBe('/accounts');
  expect(pathOf(scenario, scenario.edges[3], planned)).toBe('/raw');
});
