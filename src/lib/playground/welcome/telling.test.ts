import { expect, test } from 'vitest';
import type { Plan } from '#lib/scenario/plan.ts';
import { Record as RunRecord } from '#lib/playground/record/record.ts';
import { VIEW, VIEW_COLUMNS, type View } from '#lib/runner/protocol.ts';
import { tellingAt } from './telling.ts';

const chart = (concern: string, owner: string, states: string[], subjects: string[], rules: string[]) => ({
  ...{ id: `${owner}/${concern}`, machine: concern, owner, concern, states, subjects, rules },
  ...{ events: ['crashed'], initial: 0 },
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

const lease = (host: number, listed: boolean) => {
  return { host, listed, state: listed ? 'late' : 'absent', age: 22, left: listed ? 8 : null, of: 30 };
};

/** 17 calls have met the dead Search-1 in 4.2 s, and the gateway holds a copy of 18 s ago that lists it. */
function viewOf({ listed, down = 1 }: { listed: boolean; down?: number }): View {
  const copy = { edge: 0, caller: 0, age: 18, listed: listed ? [1, 2] : [2], out: listed ? [0, 0] : [0] };
  const view: View = {
    ...{ atMicros: 20e6, modes: new Uint8Array(), faces: [], facts: [], digest: null },
    hosts: new Float64Array(4 * VIEW_COLUMNS),
    registries: [{ node: 2, listings: [lease(1, listed), lease(2, true)], copies: [copy] }],
  };
  const search1 = [
    [VIEW.down, down],
    [VIEW.absenceCalls, 17],
    [VIEW.firstGhostCall, 10e6],
    [VIEW.lastGhostCall, 14.2e6],
    [VIEW.holders, listed ? 1 : 0],
  ];
  if (down > 0) for (const [column, value] of search1) view.hosts[VIEW_COLUMNS + column] = value;
  return view;
}
const well = viewOf({ listed: true, down: 0 });

/** What is told at 20 s of a run in which the charts' subjects made these steps, from 8 s on. */
function told(view: View, ...steps: [chart: number, subject: number, to: number][]) {
  const record = new RunRecord(plan);
  record.transitions.append(
    steps.map(([chart, subject, to], i) => ({
      ...{ atMicros: 8e6 + i, chart, subject, from: 0, to, event: 0, rule: 0, a: 5, b: 0 },
    })),
  );
  return tellingAt(record, 20_000_000, names, view);
}

test('an open breaker is told with its route and its reason', () => {
  const { head, rest, owner, family } = told(well, [0, 0, 1]);
  expect({ head, rest, owner, family }).toEqual({
    head: 'The breaker of /search is open.',
    rest: '5 calls in a row failed.',
    owner: 'e1',
    family: 'failed',
  });
});

test('of several open breakers it says whose reason it tells', () => {
  const [breaker] = plan.charts;
  const record = new RunRecord({ ...plan, charts: [breaker, { ...breaker, owner: 'e2' }] });
  const step = { subject: 0, from: 0, to: 1, event: 0, rule: 0, a: 5, b: 0 };
  record.transitions.append([0, 1].map((chart) => ({ ...step, atMicros: 8e6 + chart, chart })));
  expect(tellingAt(record, 20_000_000, names, well)).toMatchObject({
    head: '2 breakers keep callers away: /search, e2.',
    rest: '/search: 5 calls in a row failed.',
  });
});

test('a half-open breaker is told as one that asks', () => {
  expect(told(well, [0, 0, 2]).head).toBe('The breaker of /search lets a probe through.');
});

test('a ghost is told with how old the copy is, when it died, and when it will be dropped', () => {
  expect(told(viewOf({ listed: true }), [1, 0, 1])).toEqual({
    head: 'Gateway’s copy is 18 s old; Search-1 died 12 s ago; Consul will drop it in 8 s.',
    rest: '17 calls to a ghost in 4.2 s.',
    owner: 'n2',
    family: 'failed',
  });
});

test('an instance that is down and listed nowhere is told as dropped, its calls still counted', () => {
  const { head, rest } = told(viewOf({ listed: false }), [1, 0, 1]);
  expect(head).toBe('Search-1 is down.');
  expect(rest).toBe(
    'Nobody hands out its address any more; calls go to those that are left. 17 calls to a ghost in 4.2 s.',
  );
});

test('a registry that is down is told by the name it has now', () => {
  expect(told(well, [3, 0, 1]).head).toBe('Consul is down.');
});

test('what is worst comes first', () => {
  expect(told(viewOf({ listed: true }), [3, 0, 1], [1, 0, 1], [0, 0, 1]).owner).toBe('e1');
});

test('a run without requests is ready', () => {
  expect(told(well)).toMatchObject({ head: 'Ready.', family: 'ok', owner: null });
});

test('what was broken is told before its effects come, and not that all is well', () => {
  class Busy extends RunRecord {
    override familyRatesAt() {
      return { ok: 200, failed: 1, refused: 0, late: 0 };
    }
  }
  const told = (broken: string | null) => tellingAt(new Busy(plan), 20_000_000, names, well, broken);
  expect(told(null)).toMatchObject({ head: 'All is well.', rest: '200/s.', family: 'ok' });
  expect(told('Payment fails 100 %')).toMatchObject({
    head: 'Payment fails 100 %.',
    rest: '200/s still succeed.',
    family: 'failed',
  });
});
