import { expect, test } from 'vitest';
import { at } from '#lib/scenario/sketch.ts';
import { cluster, lastGhostCall, podAt } from '#lib/world/trial-cluster.ts';

/** Named before any was run: each draws another phase of the leases. */
const SEEDS = Array.from({ length: 40 }, (_, i) => 6_001 + i);
const LOST_AT = 101.7;
const gone = [at(LOST_AT, 'replace-instance', 's', {}, 1)];

test.each([
  ['before 1.32', 40, 30, 45, 37.5],
  ['from 1.32 on', 50, 40, 55, 47.5],
])(
  '%s the pods of a silent node are endpoints for %i s and what is left of the last period',
  (_, grace, ...range) => {
    const [least, most, mean] = range;
    const mechanism = { nodeMonitorGracePeriodSeconds: grace };
    const found = SEEDS.map((seed) => {
      const watched = cluster({ script: gone, seed, mechanism, ratePerSecond: 10 }).run(LOST_AT + most + 3);
      const lostAt = podAt(watched, 's-2', 'node lost', LOST_AT)!;
      expect(watched.steps('r/node').at(-1)).toMatchObject({
        subject: 'node of s-2',
        to: 'unknown',
        at: lostAt,
      });
      const last = lastGhostCall(watched, 's-2');
      expect(last).toBeGreaterThan(lostAt + 0.5);
      expect(last).toBeLessThan(lostAt + 2.01);
      return lostAt - LOST_AT;
    });
    expect(Math.min(...found)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...found)).toBeLessThanOrEqual(most);
    // Its last renewal 0 to 10 s before, then the next look, whose moments are fixed: three standard errors of the first.
    const average = found.reduce((sum, each) => sum + each, 0) / found.length;
    expect(Math.abs(average - mean)).toBeLessThan((3 * Math.sqrt(125 / 12)) / Math.sqrt(SEEDS.length));
  },
);

test('its pods are deleted after tolerationSeconds', () => {
  const watched = cluster({ script: gone, ratePerSecond: 1 }).run(500);
  const lostAt = podAt(watched, 's-2', 'node lost', LOST_AT)!;
  expect(podAt(watched, 's-2', 'terminating', LOST_AT)).toBe(lostAt + 300);
});

test('a process that ends does not silence its node', () => {
  const watched = cluster({ script: [at(60, 'kill-instance', 's', {}, 1)], ratePerSecond: 1 }).run(600);
  expect(watched.steps('r/node').filter(({ to }) => to === 'unknown')).toEqual([]);
  expect(podAt(watched, 's-2', 'not ready', 60)).toBeLessThan(61.01);
});

test('a node that is heard again brings its pod back, which its kubelet reports anew', () => {
  // Nothing reaches the API server for 100 s: all of it comes ten minutes later.
  const script = [
    at(60, 'slow-link', 's>r', { extraMs: 600_000 }),
    at(160, 'slow-link', 's>r', { extraMs: 0 }),
  ];
  const watched = cluster({ script, ratePerSecond: 1 }).run(250);
  for (const pod of ['s-1', 's-2']) {
    const lostAt = podAt(watched, pod, 'node lost', 60)!;
    expect(lostAt).toBeGreaterThan(90);
    expect(lostAt).toBeLessThan(105);
    const back = podAt(watched, pod, 'ready', 60)!;
    expect(back).toBeGreaterThan(160);
    expect(back).toBeLessThan(170.01);
  }
  expect(
    watched
      .steps('r/node')
      .filter(({ to }) => to === 'ready')
      .slice(-2)
      .map(({ from }) => from),
  ).toEqual(['unknown', 'unknown']);
});

test('while the control plane is down rules stay; the news comes when it is back', () => {
  const script = [
    at(60, 'registry-down', 'r'),
    at(80, 'kill-instance', 's', {}, 1),
    at(200, 'registry-up', 'r'),
  ];
  const watched = cluster({ script }).run(300);
  const notReady = podAt(watched, 's-2', 'not ready', 60)!;
  expect(notReady).toBeGreaterThan(200);
  expect(notReady).toBeLessThan(210.01);
  const last = lastGhostCall(watched, 's-2');
  expect(last).toBeGreaterThan(notReady + 0.9);
  // The kube-proxy asks again within a second of the return, or hears of it a period later.
  expect(last).toBeLessThan(notReady + 3.1);
  expect(watched.steps('r/node').filter(({ to }) => to === 'unknown')).toEqual([]);
});
