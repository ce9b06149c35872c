import { expect, test } from 'vitest';
import { at } from '#lib/scenario/sketch.ts';
import { cluster, lastGhostCall, podAt } from '#lib/world/trial-cluster.ts';
import { SYNC_RUNNER_STATE, SyncRunner } from './sync-runner.ts';

const SECOND = 1e6;

test('rules are written at once for a change that comes alone, twice in a row, and then once each minSyncPeriod', () => {
  const runner = new SyncRunner(new Float64Array(SYNC_RUNNER_STATE), SECOND);
  const moments = [10, 10.1, 10.2, 11, 11.5, 20].map((s) => [s, runner.take(s * SECOND) / SECOND]);
  expect(moments).toEqual([
    [10, 0],
    [10.1, 0],
    [10.2, 0.8],
    [11, 0],
    [11.5, 0.5],
    [20, 0],
  ]);
});

test('a minSyncPeriod of 0 writes each change at once', () => {
  const runner = new SyncRunner(new Float64Array(SYNC_RUNNER_STATE), 0);
  expect([1, 1, 1, 1].map((now) => runner.take(now))).toEqual([0, 0, 0, 0]);
});

test('what exceeds the burst is written when minSyncPeriod allows', () => {
  const mechanism = {
    minSyncPeriodSeconds: 10,
    propagationMinSeconds: 0,
    propagationMaxSeconds: 0,
    readinessProbe: false,
  };
  const script = [
    at(70, 'kill-instance', 's', {}, 1),
    at(72, 'restart-instance', 's', {}, 1),
    at(76, 'kill-instance', 's', {}, 1),
  ];
  const watched = cluster({ script, mechanism }).run(100);
  const first = podAt(watched, 's-2', 'not ready', 70)!;
  expect(podAt(watched, 's-2', 'not ready', 74)).toBeLessThan(77.01);
  // Two tokens went for the end and the return; the third there is ten seconds after the first was taken.
  const last = lastGhostCall(watched, 's-2');
  expect(last).toBeGreaterThan(first + 10 - 0.11);
  expect(last).toBeLessThan(first + 10 + 0.003);
});

test('a notice that got lost is made good by the next full comparison', () => {
  // The way to the API server is cut while the pod ends: its kube-proxy hears nothing of it until it asks.
  const script = [
    at(59, 'slow-link', 'c>r', { extraMs: 600_000 }),
    at(62, 'kill-instance', 's', {}, 1),
    at(65, 'slow-link', 'c>r', { extraMs: 0 }),
  ];
  const watched = cluster({ script }).run(130);
  expect(podAt(watched, 's-2', 'not ready', 62)).toBeLessThan(63.01);
  const last = lastGhostCall(watched, 's-2');
  // It asked at 60 in vain, gave up at 65, and asked again a second later.
  expect(last).toBeGreaterThan(66.9);
  expect(last).toBeLessThan(68.1);
});

test('a caller that restarts has the rules of now', () => {
  const watched = cluster({
    script: [at(60, 'kill-instance', 's', {}, 1), at(75, 'restart-instance', 's', {}, 1)],
  });
  watched.run(100);
  const port = watched.sim.ports.find(({ resolver }) => resolver !== null)!;
  expect(port.resolver!.age()).toBeLessThan(30);
  expect(port.endpoints.listedCount).toBe(2);
  expect(port.resolver!.explain().map(({ key }) => key)).toEqual(['listed', 'age', 'pending']);
});
