import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const c = ['client', { ratePerSecond: 10, arrivals: 'constant' }] as const;
const b = ['service', { instances: 1, serviceTime: exactly(1) }] as const;

test('calls wait for the first answer and then go on, in the order in which they came', () => {
  const r = ['registry', { operationTime: exactly(500) }] as const;
  const watched = new Watched(sketch({ c, b, r }, { 'c>b': {}, 'c>r': {}, 'b>r': {} })).run(2.05);
  // Asked at 0.1 s; register took 0.5 s before that, so the answer comes at 0.602 s: six calls waited for it.
  const starts = watched.hops.filter(({ edge, back }) => edge === 'c>b' && !back).map(({ start }) => start);
  expect(starts.slice(0, 7)).toEqual([0.602, 0.602, 0.602, 0.602, 0.602, 0.602, 0.7]);
  expect(watched.ends.map(({ ordinal }) => ordinal)).toEqual(watched.ends.map((_, i) => i));
  expect(watched.outcomes).toEqual({ ok: 20 });
});

test('a call whose time-out ends while it waits has timed out, and is not sent afterwards', () => {
  const r = ['registry', { operationTime: exactly(500) }] as const;
  const edges = { 'c>b': { timeoutMs: 250 }, 'c>r': {}, 'b>r': {} };
  const watched = new Watched(sketch({ c, b, r }, edges)).run(2.05);
  expect(watched.ends.slice(0, 3)).toMatchObject([
    { start: 0.1, at: 0.35, outcome: 'timed-out' },
    { start: 0.2, at: 0.45, outcome: 'timed-out' },
    { start: 0.3, at: 0.55, outcome: 'timed-out' },
  ]);
  expect(watched.outcomes).toEqual({ 'timed-out': 3, ok: 17 });
  expect(watched.edge('c>b').sent).toBe(17);
});

test('calls that waited in a process that died are not sent by the one after it', () => {
  const a = ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 0.1 }] as const;
  const r = ['registry', { operationTime: exactly(500) }] as const;
  const edges = { 'c>a': {}, 'a>b': {}, 'a>r': {}, 'b>r': {} };
  const script = [at(0.45, 'kill-instance', 'a', {}, 0), at(0.46, 'restart-instance', 'a', {}, 0)];
  const watched = new Watched(sketch({ c, a, b, r }, edges, script)).run(3.05);
  // Four were reset in the old process, one found nobody; the others waited for the new one’s own lookup.
  expect(watched.outcomes).toEqual({ reset: 4, 'connection-refused': 1, ok: 25 });
  expect(watched.edge('a>b').sent).toBe(25);
});

test('a notice for the process before does not tell the one after it anything', () => {
  const a = ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 0.1 }] as const;
  const two = ['service', { instances: 2, serviceTime: exactly(1), startSeconds: 0.1 }] as const;
  // The caller restarts at 20.1 s and is asked nothing until 40 s; its callee loses an instance meanwhile.
  const late = ['client', { ratePerSecond: 0.05, arrivals: 'constant' }] as const;
  const r = ['registry', { mechanism: { is: 'leased', leaseSeconds: 5, heartbeatSeconds: 1 } }] as const;
  const edges = { 'c>a': {}, 'a>b': {}, 'a>r': {}, 'b>r': {} };
  const script = [
    at(20.05, 'kill-instance', 'a', {}, 0),
    at(20.06, 'restart-instance', 'a', {}, 0),
    at(21, 'kill-instance', 'b', {}, 1),
  ];
  const watched = new Watched(sketch({ c: late, a, b: two, r }, edges, script)).run(39);
  const age = () => {
    const port = watched.sim.ports.find(({ resolver }) => resolver !== null);
    return port?.resolver?.explain().find(({ key }) => key === 'age')?.value;
  };
  expect(watched.hops.filter(({ edge, back }) => edge === 'a>r' && back).at(-1)?.end).toBeGreaterThan(25);
  expect(age()).toBe('no copy yet');
  watched.run(41);
  expect(age()).not.toBe('no copy yet');
  expect(watched.outcomes).toEqual({ ok: 2 });
});

test('an answer that never comes leaves no call waiting for ever', () => {
  const r = ['registry', {}] as const;
  const edges = { 'c>b': { timeoutMs: 60_000 }, 'c>r': { lossPercent: 100, timeoutMs: 700 }, 'b>r': {} };
  const watched = new Watched(sketch({ c, b, r }, edges)).run(10);
  const waited = watched.ends.map(({ at, start }) => at - start);
  expect(watched.outcomes).toEqual({ 'no-instance': watched.ends.length });
  expect(watched.ends.length).toBeGreaterThan(90);
  expect(Math.max(...waited)).toBeCloseTo(0.7, 9);
});
