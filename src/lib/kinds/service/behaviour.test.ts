import { expect, test } from 'vitest';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const c = ['client', { ratePerSecond: 400, arrivals: 'constant' }] as const;
const quick = ['service', { instances: 1, serviceTime: exactly(1) }] as const;

test('a share of its requests make a call', () => {
  // Seeds 1 to 20: at least 18 within 3 standard deviations.
  const near = Array.from({ length: 20 }, (_, seed) => {
    const edges = { 'c>a': {}, 'a>b': { callPercent: 30 } };
    const watched = new Watched(sketch({ c, a: quick, b: quick }, edges, [], seed + 1)).run(10);
    return Math.abs(watched.edge('a>b').sent - 1_200) < 3 * Math.sqrt(4_000 * 0.3 * 0.7);
  });
  expect(near.filter(Boolean).length).toBeGreaterThanOrEqual(18);
  const never = new Watched(sketch({ c, a: quick, b: quick }, { 'c>a': {}, 'a>b': { callPercent: 0 } })).run(
    2,
  );
  expect(never.edge('a>b').sent).toBe(0);
});

test('its calls are made one after another, in the order of its edges', () => {
  const one = ['client', { ratePerSecond: 1, arrivals: 'constant' }] as const;
  const nodes = { c: one, a: quick, x: quick, y: quick };
  const watched = new Watched(sketch(nodes, { 'c>a': {}, 'a>x': {}, 'a>y': {} })).run(1.5);
  const hops = watched.hops.map(({ edge, back, start }) => [edge, back, Math.round(start * 1e3)]);
  expect(hops).toEqual([
    ['c>a', false, 1_000],
    ['a>x', false, 1_002],
    ['a>x', true, 1_004],
    ['a>y', false, 1_005],
    ['a>y', true, 1_007],
    ['c>a', true, 1_008],
  ]);
});

test('a failed dependency fails the request, and those after it are not called', () => {
  const broken = ['service', { instances: 1, serviceTime: exactly(1), failPercent: 100 }] as const;
  const watched = new Watched(
    sketch({ c, a: quick, x: broken, y: quick }, { 'c>a': {}, 'a>x': {}, 'a>y': {} }),
  );
  expect(watched.run(1).outcomes).toEqual({ error: 397 });
  expect(watched.edge('a>y').sent).toBe(0);
});

test('a thread is held while its call is out', () => {
  const slow = ['service', { instances: 1, serviceTime: exactly(1_000) }] as const;
  const few = ['service', { instances: 1, threads: 2, queueLimit: 0, serviceTime: exactly(1) }] as const;
  const watched = new Watched(sketch({ c, a: few, b: slow }, { 'c>a': {}, 'a>b': {} })).run(0.5);
  expect(watched.instance('a').busy).toBe(2);
  expect(watched.edge('a>b').sent).toBe(2);
  expect(watched.outcomes['queue-full']).toBeGreaterThan(190);
});

test('requests are spread over its instances in turn', () => {
  const three = ['service', { instances: 3, serviceTime: exactly(1) }] as const;
  const watched = new Watched(sketch({ c, s: three }, { 'c>s': {} })).run(0.7512);
  const left = [1, 2, 3].map((host) => watched.sim.instances[host].station!.totalsNow().left);
  expect(left).toEqual([100, 100, 99]);
});
