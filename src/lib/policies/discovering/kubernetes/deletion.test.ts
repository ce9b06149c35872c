import { expect, test } from 'vitest';
import { at } from '#lib/scenario/sketch.ts';
import { cluster, podAt } from '#lib/world/trial-cluster.ts';

const SEEDS = [11, 12, 13, 14, 15];

test.each(SEEDS)('seed %i: a pod that is deleted is called for 1 to 2 s more, and refuses', (seed) => {
  const script = [at(60, 'stop-instance', 's', {}, 1)];
  const watched = cluster({ script, seed, ratePerSecond: 200 }).run(100);
  expect(podAt(watched, 's-2', 'terminating', 60)).toBe(60.001);
  const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
  // Every second call of 200 a second.
  expect(refused.length).toBeGreaterThanOrEqual(99);
  expect(refused.length).toBeLessThanOrEqual(202);
  const last = Math.max(...refused.map(({ start }) => start));
  expect(last).toBeGreaterThan(60.98);
  expect(last).toBeLessThan(62.01);
  expect(podAt(watched, 's-2', 'absent', 60)).toBeLessThan(60.2);
});

test.each(SEEDS)('seed %i: with a preStop of 5 s nobody is refused', (seed) => {
  const script = [at(60, 'stop-instance', 's', {}, 1)];
  const service = { preStopSeconds: 5 };
  const watched = cluster({ script, seed, ratePerSecond: 200, service }).run(100);
  expect(watched.outcomes).toEqual({ ok: watched.ends.length });
  expect(podAt(watched, 's-2', 'absent', 60)).toBeGreaterThan(65);
});

test('a preStop that is shorter than the way to the rules refuses the rest', () => {
  const script = [at(60, 'stop-instance', 's', {}, 1)];
  const mechanism = { propagationMinSeconds: 2, propagationMaxSeconds: 2 };
  const watched = cluster({ script, ratePerSecond: 200, service: { preStopSeconds: 1.5 }, mechanism }).run(
    100,
  );
  const refused = watched.outcomes['connection-refused'] ?? 0;
  expect(refused).toBeGreaterThanOrEqual(49);
  expect(refused).toBeLessThanOrEqual(52);
});

test('a replacement comes up at another address and is called there when it is ready', () => {
  const watched = cluster({ script: [at(60, 'replace-instance', 's', {}, 1)] }).run(90);
  // Up at 62; the ticker of its container ran since 60.
  expect(podAt(watched, 's-3', 'ready', 60)).toBe(70.001);
  const { host } = watched.instance('s-3');
  expect(watched.sim.instances[host].station!.totalsNow().left).toBeGreaterThan(100);
});

test('the only pod is called while it terminates, as no other is ready', () => {
  const script = [at(60, 'stop-instance', 's', {}, 0)];
  const watched = cluster({ script, service: { instances: 1, preStopSeconds: 10 } }).run(80);
  expect(podAt(watched, 's', 'terminating', 60)).toBe(60.001);
  const lost = watched.ends.filter(({ outcome }) => outcome !== 'ok').map(({ start }) => start);
  expect(Math.min(...lost)).toBeGreaterThan(69.95);
  // Refused until the rules say that there is nobody.
  const told = watched.ends.find(({ outcome }) => outcome === 'no-instance')!.start;
  expect(told).toBeGreaterThan(70.9);
  expect(told).toBeLessThan(72.1);
});

test('a rolling deployment waits until new pods are ready before old ones go', () => {
  const script = [at(60, 'deploy', 's')];
  const watched = cluster({ script, service: { instances: 4, preStopSeconds: 5 }, ratePerSecond: 100 }).run(
    140,
  );
  const steps = (state: string) =>
    watched.steps('r/pod').filter(({ to, at: when }) => to === state && when > 0);
  const ready = steps('ready').map(({ at: when }) => when);
  const going = steps('terminating').map(({ at: when }) => when);
  // One may be missing at once, one goes beyond; the other two old ones wait for the first two new ones.
  expect(ready.map(Math.floor)).toEqual([70, 70, 80, 80]);
  expect(going.map(Math.floor)).toEqual([60, 70, 70, 80]);
  expect(watched.steps('s/deployment').at(-1)).toMatchObject({ to: 'idle' });
  expect(watched.outcomes).toEqual({ ok: watched.ends.length });
});
