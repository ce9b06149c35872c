import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const c = ['client', { ratePerSecond: 10, arrivals: 'constant' }] as const;
const s = ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 1 }] as const;
const outcomesIn = (watched: Watched, from: number, to: number) =>
  new Set(watched.ends.filter(({ start }) => start >= from && start < to).map(({ outcome }) => outcome));

test('a replaced instance is called at its old address until the caller is edited', () => {
  const script = [at(2.05, 'replace-instance', 's', {}, 0), at(8.05, 'edit-addresses', 'c>s')];
  const watched = new Watched(sketch({ c, s }, { 'c>s': { timeoutMs: 200 } }, script)).run(20.05);
  expect(outcomesIn(watched, 0, 2.05)).toEqual(new Set(['ok']));
  expect(outcomesIn(watched, 2.05, 8.05)).toEqual(new Set(['timed-out']));
  expect(outcomesIn(watched, 8.05, 20)).toEqual(new Set(['ok']));
  expect(watched.instance('s').ghostCalls).toBe(60);
});

test('who restarts in place keeps the address: nothing needs to be edited', () => {
  const script = [at(2.05, 'kill-instance', 's', {}, 0), at(3.05, 'restart-instance', 's', {}, 0)];
  const watched = new Watched(sketch({ c, s }, { 'c>s': { timeoutMs: 200 } }, script)).run(20.05);
  expect(outcomesIn(watched, 4.1, 20)).toEqual(new Set(['ok']));
});

test('an edit is of one edge, and lists whoever has an address then, up or not', () => {
  const two = ['service', { instances: 2, serviceTime: exactly(1), startSeconds: 1 }] as const;
  const script = [
    at(2.05, 'replace-instance', 's', {}, 0),
    at(4.05, 'kill-instance', 's', {}, 1),
    at(5.05, 'edit-addresses', 'c>s'),
  ];
  const edges = { 'c>s': { timeoutMs: 200 }, 'd>s': { timeoutMs: 200 } };
  const watched = new Watched(sketch({ c, d: c, s: two }, edges, script)).run(10.05);
  const late = watched.ends.filter(({ start }) => start > 5.05);
  const of = (source: string) =>
    new Set(late.filter((end) => end.source === source).map(({ outcome }) => outcome));
  expect(of('c')).toEqual(new Set(['ok', 'connection-refused']));
  expect(of('d')).toEqual(new Set(['timed-out', 'connection-refused']));
});

test('whoever asks a registry is not told by hand', () => {
  const r = ['registry', { operationTime: exactly(0) }] as const;
  const edges = { 'c>s': { timeoutMs: 200 }, 'c>r': {}, 's>r': {} };
  const script = [at(2.05, 'replace-instance', 's', {}, 0), at(4.05, 'edit-addresses', 'c>s')];
  const told = new Watched(sketch({ c, r, s }, edges, script)).run(30);
  const untold = new Watched(sketch({ c, r, s }, edges, script.slice(0, 1))).run(30);
  expect(told.outcomes).toEqual(untold.outcomes);
});
