import { expect, test } from 'vitest';
import type { Listing } from '#lib/base/listing.ts';
import { Record as RunRecord } from '#lib/playground/record/record.ts';
import { VIEW, VIEW_COLUMNS, type RegistryView, type View } from '#lib/runner/protocol.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import { registryFace } from './registry-face.ts';
import { registryRows } from './registry-rows.ts';

const CHECKS = ['absent', 'critical', 'passing'];
const subjects = ['Order-1', 'Order-2', 'Order-3', 'Order-4'];
const plan: Plan = {
  nodes: [
    { id: 'n1', label: 'Order', kind: 'service', firstHost: 0, hosts: 4 },
    { id: 'n2', label: 'Registry', kind: 'registry', firstHost: 4, hosts: 1 },
  ],
  hosts: [...subjects, 'Registry'].map((label, i) => ({
    label,
    node: i < 4 ? 0 : 1,
    address: `10.0.0.${i}`,
  })),
  edges: [],
  charts: [
    {
      ...{ id: 'n1/life', machine: 'instance-life', owner: 'n1', concern: 'life', states: ['up', 'down'] },
      ...{ events: ['crashed'], rules: ['it was killed'], subjects, initial: 0 },
    },
    {
      ...{ id: 'n2/check', machine: 'check', owner: 'n2', concern: 'check', states: CHECKS },
      ...{ events: ['moved'], rules: ['it failed {a} times'], subjects, initial: 0 },
    },
  ],
};
const listing = (host: number, state: string): Listing => {
  return { host, state, listed: state === 'passing', age: 1, left: null, of: 0 };
};
const registry: RegistryView = {
  node: 1,
  listings: [listing(0, 'passing'), listing(1, 'critical'), listing(2, 'absent'), listing(3, 'critical')],
  copies: [],
};
const view: View = {
  ...{ atMicros: 0, modes: new Uint8Array(), faces: [], facts: [], digest: null },
  hosts: new Float64Array(5 * VIEW_COLUMNS),
  registries: [registry],
};
// Order-1 has just died, and the registry does not know yet.
view.hosts[VIEW.down] = 1;
view.hosts[VIEW.absenceCalls] = 17;
view.hosts[VIEW.firstGhostCall] = 9e6;
view.hosts[VIEW.lastGhostCall] = 10e6;

const record = new RunRecord(plan);
const step = (seconds: number, chart: number, subject: number, from: number, to: number) => {
  return { atMicros: seconds * 1e6, chart, subject, from, to, event: 0, rule: 0, a: 3, b: 0 };
};
record.transitions.append([
  step(1, 1, 1, 1, 2),
  step(2, 1, 1, 2, 1),
  step(8, 1, 2, 1, 0),
  step(9, 0, 0, 0, 1),
  step(9.5, 1, 3, 0, 1),
]);

test('a registry’s table: listed, failing its checks, just dropped, and not handed out yet', () => {
  const [{ label, listed, rows }] = registryRows(record, view, registry, 10e6);
  expect([label, listed]).toEqual(['Order', 1]);
  expect(rows.map((row) => [row.label, row.ghost, row.left, row.isGone])).toEqual([
    ['Order-1', { life: 'down', calls: { count: 17, seconds: 1 } }, null, false],
    ['Order-2', null, { seconds: 8, why: 'it failed 3 times' }, false],
    ['Order-3', null, { seconds: 2, why: 'it failed 3 times' }, true],
    ['Order-4', null, null, false],
  ]);
});

test('a line that was dropped leaves the table after a while', () => {
  const [{ rows }] = registryRows(record, view, registry, 14e6);
  expect(rows.map(({ label }) => label)).toEqual(['Order-1', 'Order-2', 'Order-4']);
});

test('the registry’s card counts its ghosts and names who was dropped a moment ago', () => {
  expect(registryFace(record, view, 1, 10e6)).toEqual({
    ...{ listed: 1, ghosts: 1, dropped: ['Order-3'], departed: [] },
  });
  expect(registryFace(record, { ...view, registries: [] }, 1, 10e6).listed).toBeNull();
});
