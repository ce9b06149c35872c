import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const nodes = {
  c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
  a: ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 1 }],
  b: ['service', { instances: 1, serviceTime: exactly(1) }],
} as const;
const edges = { 'c>a': {}, 'a>b': { breaker: { is: 'stuck-open', failureThreshold: 5 } } };
const broken = [at(0, 'fail-share', 'b', { percent: 100 }), at(5, 'fail-share', 'b', { percent: 0 })];

test('a dependency that was mended long ago is never asked again', () => {
  const watched = new Watched(sketch(nodes, edges, broken)).run(600);
  expect(watched.steps('a>b/breaker').map(({ to }) => to)).toEqual(['open']);
  expect(watched.edge('a>b').sent).toBe(5);
  expect(watched.outcomes.ok).toBeUndefined();
});

test('until its caller is restarted', () => {
  const restart = [at(20, 'kill-instance', 'a', {}, 0), at(21, 'restart-instance', 'a', {}, 0)];
  const watched = new Watched(sketch(nodes, edges, [...broken, ...restart])).run(30);
  const steps = watched.steps('a>b/breaker');
  expect(steps.map(({ to }) => to)).toEqual(['open', 'closed']);
  expect(steps[1].at).toBe(22);
  expect(watched.outcomes.ok).toBeGreaterThan(70);
});

test('it tells its count and whom it refused, and telling moves nothing', () => {
  const { sim } = new Watched(sketch(nodes, edges, broken)).run(10);
  const told = () =>
    sim.ports
      .slice(0, 2)
      .flatMap(({ layers }) => layers)
      .flatMap(({ gate }) => gate?.explain() ?? []);
  const digest = sim.digest.text();
  expect(told()).toMatchObject([
    { key: 'failures', value: 5, of: 5 },
    { key: 'refused', value: 94 },
  ]);
  expect(sim.digest.text()).toBe(digest);
});
