import { expect, test } from 'vitest';
import { OUT, VIEW, VIEW_COLUMNS, type RegistryView, type View } from '#lib/runner/protocol.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { callerCopies, mostDifferent } from './copy-rows.ts';

const plan: Plan = {
  nodes: [
    { id: 'n1', label: 'App', kind: 'client', firstHost: 0, hosts: 2 },
    { id: 'n2', label: 'Order', kind: 'service', firstHost: 2, hosts: 3 },
    { id: 'n3', label: 'Registry', kind: 'registry', firstHost: 5, hosts: 1 },
  ],
  hosts: ['App-1', 'App-2', 'Order-1', 'Order-2', 'Order-3', 'Registry'].map((label, i) => {
    return { label, node: [0, 0, 1, 1, 1, 2][i], address: `10.0.0.${i}` };
  }),
  edges: [{ id: 'e1', from: 0, to: 1, contract: 'calls', path: '' }],
  charts: [],
};
const listing = (host: number, listed: boolean) => {
  return { host, listed, state: listed ? 'live' : 'absent', age: 1, left: 29, of: 30 };
};
/** Order-2 was dropped, Order-3 is new. */
const registry: RegistryView = {
  node: 2,
  listings: [listing(2, true), listing(3, false), listing(4, true)],
  copies: [
    { edge: 0, caller: 0, age: 1, listed: [2, 4], out: [OUT.unhealthy | OUT.ejected, 0] },
    { edge: 0, caller: 1, age: 18, listed: [2, 3], out: [0, 0] },
  ],
};
const view: View = {
  ...{ atMicros: 0, modes: new Uint8Array(), faces: [], facts: [], digest: null },
  hosts: new Float64Array(6 * VIEW_COLUMNS),
  registries: [registry],
};
view.hosts[3 * VIEW_COLUMNS + VIEW.down] = 1;

test('a copy that lags behind is marked where it differs, and opened first', () => {
  const callers = callerCopies(plan, view, registry);
  expect(callers.map(({ label, differences }) => [label, differences])).toEqual([
    ['App-1', 0],
    ['App-2', 2],
  ]);
  expect(mostDifferent(callers)?.label).toBe('App-2');
  const [{ callee, age, rows }] = callers[1].copies;
  expect([callee, age]).toEqual(['Order', 18]);
  expect(rows.map(({ label, difference, isGhost, use }) => [label, difference, isGhost, use])).toEqual([
    ['Order-1', 'same', false, 'in rotation'],
    ['Order-2', 'stale', true, 'in rotation'],
    ['Order-3', 'unknown yet', false, ''],
  ]);
});

test('who was taken out of rotation is told with every reason', () => {
  const [{ copies }] = callerCopies(plan, view, registry);
  expect(copies[0].rows.map(({ use }) => use)).toEqual(['out: health check, ejected', 'in rotation']);
});

test('an address that the registry never heard of came from elsewhere, and is no difference', () => {
  const other = { ...registry, listings: [listing(2, true)] };
  const callers = callerCopies(plan, view, other);
  expect(callers.map(({ differences }) => differences)).toEqual([0, 0]);
});
