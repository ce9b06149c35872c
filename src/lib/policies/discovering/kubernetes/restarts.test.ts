import { expect, test } from 'vitest';
import { at } from '#lib/scenario/sketch.ts';
import { BACK_OFF_STATE, BackOff } from './back-off.ts';
import { cluster, podAt } from '#lib/world/trial-cluster.ts';

test('a container that keeps ending is restarted at once, after 10 s, and twice as long each time up to 300 s', () => {
  const backOff = new BackOff(new Float64Array(BACK_OFF_STATE));
  let now = 0;
  const waits = Array.from({ length: 8 }, () => {
    const wait = backOff.of(now);
    backOff.restarted(now, now + wait);
    // It runs for two seconds.
    now += wait + 2e6;
    return wait / 1e6;
  });
  expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
});

test.each([
  ['600 s', 600e6, 20],
  ['601 s', 601e6, 0],
])('after it ran for %s', (_, ranFor, wait) => {
  const backOff = new BackOff(new Float64Array(BACK_OFF_STATE));
  backOff.restarted(0, 0);
  backOff.restarted(1e6, 11e6);
  expect(backOff.of(11e6 + ranFor) / 1e6).toBe(wait);
});

test('with restartPolicy Always a killed pod comes back at the same address', () => {
  const script = [60, 90, 130].map((seconds) => at(seconds, 'kill-instance', 's', {}, 1));
  const watched = cluster({ script, mechanism: { restartPolicy: 'Always' } }).run(200);
  const lives = watched.steps('s/life').filter(({ subject }) => subject === 's-2');
  expect(lives.map(({ to }) => to)).toEqual([
    'down',
    'starting',
    'up',
    'down',
    'starting',
    'up',
    'down',
    'starting',
    'up',
  ]);
  const restarts = lives.filter(({ to }) => to === 'starting').map(({ at: when }) => when);
  // The kubelet finds the first within a second; then it backs off.
  expect(restarts[0]).toBeGreaterThan(60);
  expect(restarts[0]).toBeLessThanOrEqual(61);
  expect(restarts.slice(1)).toEqual([100, 150]);
  expect(podAt(watched, 's-2', 'ready', 150)).toBe(160.001);
  expect(watched.steps('s/life').some(({ subject }) => subject === 's-3')).toBe(false);
});

test.each(['Never', 'Always'])('with restartPolicy %s a pod that was deleted stays away', (restartPolicy) => {
  const script = [at(60, 'stop-instance', 's', {}, 1)];
  const watched = cluster({ script, mechanism: { restartPolicy } }).run(120);
  expect(watched.steps('s/life').map(({ to }) => to)).toEqual(['stopping', 'down']);
  expect(watched.steps('r/pod').at(-1)).toMatchObject({ subject: 's-2', to: 'absent' });
});

test('with restartPolicy Never a killed pod stays down until somebody restarts it', () => {
  const script = [at(60, 'kill-instance', 's', {}, 1)];
  const watched = cluster({ script }).run(120);
  expect(watched.steps('s/life').map(({ to }) => to)).toEqual(['down']);
});
