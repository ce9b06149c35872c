import { expect, test } from 'vitest';
import { Problems } from '#lib/base/problem.ts';
import { migrate } from './migrate.ts';

const registry = { id: 'n1', kind: 'registry', config: { leaseSeconds: 20, threads: 4 } };
const service = { id: 'n2', kind: 'service', config: { instances: 3 } };
const edges = [
  { id: 'e1', from: 'n2', to: 'n1', config: { heartbeatSeconds: 5, timeoutMs: 100 } },
  { id: 'e2', from: 'n3', to: 'n1', config: { heartbeatSeconds: 7, watch: false } },
  { id: 'e3', from: 'n3', to: 'n2', config: { timeoutMs: 7 } },
];

test('the settings of leases move to the registry; what the first edge says is heard', () => {
  const problems = new Problems();
  const document = migrate({ format: 1, nodes: [registry, service], edges }, problems);
  expect(problems.list).toEqual([]);
  expect(document?.nodes).toEqual([
    {
      ...registry,
      config: {
        threads: 4,
        mechanism: { is: 'leased', watch: false, heartbeatSeconds: 5, leaseSeconds: 20 },
      },
    },
    service,
  ]);
  expect(document?.edges).toEqual([
    { ...edges[0], config: { timeoutMs: 100 } },
    { ...edges[1], config: {} },
    edges[2],
  ]);
});

test('a registry of which nothing was said keeps its defaults, and nonsense stays for who reads it', () => {
  const problems = new Problems();
  const plain = { ...registry, config: {} };
  const document = migrate({ format: 1, nodes: [plain, 'x', 7], edges: 'none' }, problems);
  expect(document).toMatchObject({ nodes: [plain, 'x', 7], edges: 'none' });
});
