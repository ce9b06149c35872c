import { expect, test } from 'vitest';
import type { Plan } from '#lib/scenario/plan.ts';
import { Record as RunRecord } from '#lib/playground/record/record.ts';
import { VIEW, VIEW_COLUMNS, type View } from '#lib/runner/protocol.ts';
import { tellingAt } from './telling.ts';

const chart = (concern: string, owner: string, states: string[], subjects: string[], rules: string[]) => ({
  ...{ id: `${owner}/${concern}`, machine: concern, owner, concern, states, subjects, rules },
  ...{ events: ['moved'], initial: 0 },
});
const plan: Plan = {
  nodes: [
    { id: 'n1', label: 'Gateway', kind: 'gateway', firstHost: 0, hosts: 1 },
    { id: 'n2', label: 'Search', kind: 'service', firstHost: 1, hosts: 2 },
    { id: 'n3', label: 'Registry', kind: 'registry', firstHost: 3, hosts: 1 },
  ],
  hosts: ['Gateway', 'Search-1', 'Search-2', 'Registry'].map((label, node) => ({ label, node, address: '' })),
  edges: [{ id: 'e1', from: 0, to: 1, contract: 'calls', path: '/search' }],
  charts: [
    chart('breaker', 'e1', ['closed', 'open', 'half-open'], ['e1'], ['{a} calls in a row failed']),
    chart('life', 'n2', ['up', 'down'], ['Search-1', 'Search-2'], ['it was killed']),
    chart('lease', 'n3', ['absent', 'live', 'late'], ['Search-1', 'Search-2'], ['']),
    chart('mode', 'n3', ['serving', 'down'], ['Registry'], ['']),
  ],
};
const names = new Map([['n3', 'Consul']]);

/** What is told at 1 s of a run in which the charts' subjects made these steps. */
function told(...steps: [chart: number, subject: number, to: number][]) {
  const record = new RunRecord(plan);
  record.transitions.append(
    steps.map(([chart, subject, to], i) => ({
      ...{ atMicros: 10 + i, chart, subject, from: 0, to, event: 0, rule: 0, a: 5, b: 0 },
    })),
  );
  return tellingAt(record, 1_000_000, names, view);
}

/** 17 calls have met the dead Search-1. */
const view: View = {
  ...{ atMicros: 1_000_000, modes: new Uint8Array(), faces: [], facts: [], digest: null },
  hosts: new Float64Array(4 * VIEW_COLUMNS),
};
view.hosts[VIEW_COLUMNS + VIEW.ghostCalls] = 17;

test('an open breaker is told with its route and its reason', () => {
  const { head, rest, owner, family } = told([0, 0, 1]);
  expect({ head, rest, owner, family }).toEqual({
    head: 'The breaker of /search is open.',
    rest: '5 calls in a row failed.',
    owner: 'e1',
    family: 'failed',
  });
});

test('a half-open breaker is told as one that asks', () => {
  expect(told([0, 0, 2]).head).toBe('The breaker of /search lets a probe through.');
});

test('an instance that is down and still listed is told as a ghost', () => {
  expect(told([2, 0, 1], [1, 0, 1])).toMatchObject({ head: 'Search-1 is down.', owner: 'n2' });
  expect(told([2, 0, 1], [1, 0, 1]).rest).toContain('ghost');
  expect(told([1, 0, 1]).rest).toContain('dropped');
});

test('the calls that went to a ghost are counted, before and after it was dropped', () => {
  expect(told([2, 0, 1], [1, 0, 1]).rest).toContain('17 calls went to a ghost');
  expect(told([1, 0, 1]).rest).toContain('17 calls went to a ghost');
  expect(told([1, 1, 1]).rest).not.toContain('calls went');
});

test('of ghosts and others the ghost is named', () => {
  expect(told([1, 0, 1], [1, 1, 1], [2, 1, 1])).toMatchObject({ head: '2 instances are down.' });
});

test('a registry that is down is told by the name it has now', () => {
  expect(told([3, 0, 1]).head).toBe('Consul is down.');
});

test('what is worst comes first', () => {
  expect(told([3, 0, 1], [1, 0, 1], [0, 0, 1]).owner).toBe('e1');
});

test('a run without requests is ready', () => {
  expect(told()).toMatchObject({ head: 'Ready.', family: 'ok', owner: null });
});
