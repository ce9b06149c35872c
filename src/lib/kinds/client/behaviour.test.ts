import { expect, test } from 'vitest';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const s = ['service', { instances: 1, threads: 1_000, serviceTime: exactly(0) }] as const;

test('a constant rate does not drift, however its gap is rounded', () => {
  // 7 a second: a gap of 142 857.14… us. After 100 s the 700th request is due at exactly 100 s.
  const c = ['client', { ratePerSecond: 7, arrivals: 'constant' }] as const;
  const watched = new Watched(sketch({ c, s }, { 'c>s': {} })).run(101);
  const starts = watched.ends.map(({ start }) => start);
  for (const nth of [1, 7, 70, 699]) expect(starts[nth - 1]).toBeCloseTo(nth / 7, 6);
  expect(starts[699]).toBe(100);
});

test('a rate above one a microsecond’s worth keeps its mean', () => {
  const c = ['client', { ratePerSecond: 100_000, arrivals: 'constant' }] as const;
  const watched = new Watched(sketch({ c, s }, { 'c>s': {} })).run(0.5);
  expect(watched.sim.counters.roots[0]).toBe(49_999);
});

test('Poisson arrivals have the rate, and as much spread as mean', () => {
  // Seeds named beforehand: 18 of 20 counts within 2.58 standard deviations; the dispersion near 1.
  const c = ['client', { ratePerSecond: 200 }] as const;
  const counts = Array.from({ length: 20 }, (_, seed) => {
    const { sim } = new Watched(sketch({ c, s }, { 'c>s': {} }, [], seed + 1)).run(20);
    return sim.counters.roots[0];
  });
  const near = counts.filter((count) => Math.abs(count - 4_000) < 2.58 * Math.sqrt(4_000));
  expect(near.length).toBeGreaterThanOrEqual(18);
  const spread = counts.reduce((sum, count) => sum + (count - 4_000) ** 2, 0) / counts.length / 4_000;
  // Chi-square with 20 degrees of freedom is within 7.4 and 40 in 99 % of cases.
  expect(spread).toBeGreaterThan(7.4 / 20);
  expect(spread).toBeLessThan(40 / 20);
});

test('paths are asked for by their weights', { timeout: 30_000 }, () => {
  const routes = [
    { path: '/a', weight: 6 },
    { path: '/b', weight: 3 },
    { path: '/c', weight: 1 },
    { path: '/never', weight: 0 },
  ];
  const c = ['client', { ratePerSecond: 500, arrivals: 'constant', routes }] as const;
  const nodes = { c, g: ['gateway', {}], a: s, b: s, d: s } as const;
  const edges = { 'c>g': {}, 'g>a': { path: '/a' }, 'g>b': { path: '/b' }, 'g>d': { path: '/c' } };
  const near = Array.from({ length: 20 }, (_, seed) => {
    const watched = new Watched(sketch(nodes, edges, [], seed + 1)).run(10.01);
    const sent = ['g>a', 'g>b', 'g>d'].map((edge) => watched.edge(edge).sent);
    expect(watched.outcomes['no-route']).toBeUndefined();
    return sent.every((count, i) => {
      const share = [0.6, 0.3, 0.1][i];
      return Math.abs(count - 5_000 * share) < 3 * Math.sqrt(5_000 * share * (1 - share));
    });
  });
  expect(near.filter(Boolean).length).toBeGreaterThanOrEqual(18);
});

test('a client without a rate, or without anyone to ask, is silent', () => {
  const silent = { c: ['client', { ratePerSecond: 0 }], d: ['client', {}], s } as const;
  expect(new Watched(sketch(silent, { 'c>s': {} })).run(60).hops).toEqual([]);
});

test('weights that are all zero send nothing', () => {
  const c = ['client', { routes: [{ path: '/a', weight: 0 }] }] as const;
  expect(new Watched(sketch({ c, s }, { 'c>s': {} })).run(60).hops).toEqual([]);
});

test('a path that two routes of a gateway share is asked for as often as any other, and the first serves it', () => {
  const nodes = { c: ['client', { ratePerSecond: 100 }], g: ['gateway', {}], a: s, b: s, d: s } as const;
  const edges = { 'c>g': {}, 'g>a': { path: '/x' }, 'g>b': { path: '/x' }, 'g>d': { path: '/y' } };
  const watched = new Watched(sketch(nodes, edges)).run(40);
  expect(watched.edge('g>b').sent).toBe(0);
  // Of about 4,000 each has half: five standard deviations are 160.
  expect(Math.abs(watched.edge('g>a').sent - watched.edge('g>d').sent)).toBeLessThan(2 * 160);
});

test('one request in hours is no trouble', () => {
  const c = ['client', { ratePerSecond: 0.0001, arrivals: 'constant' }] as const;
  expect(new Watched(sketch({ c, s }, { 'c>s': {} })).run(10_001).outcomes).toEqual({ ok: 1 });
});
