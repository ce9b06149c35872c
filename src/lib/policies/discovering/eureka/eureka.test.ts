import { describe, expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { at } from '#lib/scenario/sketch.ts';
import { estate } from '#lib/world/estate.ts';
import type { Watched } from '#lib/world/watched.ts';

interface Trial {
  readonly script: readonly Action[];
  readonly instances?: number;
  readonly settings?: Config;
  readonly seed?: number;
  readonly rate?: number;
}

/** Some instances, the defaults of Eureka. */
function eureka({ script, instances = 10, settings, seed, rate = 2 }: Trial): Watched {
  const wishes = { instances, ratePerSecond: rate, service: { startSeconds: 1 } };
  return estate({ is: 'eureka', ...settings }, script, seed, wishes);
}
const kill = (seconds: number, instance = 1) => at(seconds, 'kill-instance', 's', {}, instance);
const leases = (watched: Watched) => watched.steps('r/lease');
const evicted = (watched: Watched) => leases(watched).filter(({ why }) => why.startsWith('evicted'));

describe('a crash', () => {
  test('after a renewal is evicted by the first task after two durations of silence', () => {
    const watched = eureka({ script: [kill(200)] }).run(600);
    const [gone] = evicted(watched);
    const silent = Number(/silent for ([\d.]+) s/.exec(gone.why)![1]);
    expect(gone.subject).toBe('s-2');
    expect(silent).toBeGreaterThan(180);
    expect(silent).toBeLessThanOrEqual(240);
    const lastBeat = gone.at - silent;
    expect(200 - lastBeat).toBeGreaterThanOrEqual(0);
    expect(200 - lastBeat).toBeLessThanOrEqual(30.1);
  });

  test('before the first renewal is evicted after one duration', () => {
    // The replacement registers at 101 s and is gone before its first heartbeat at 131 s.
    const settings = { registerAtStart: true };
    const script = [at(100, 'replace-instance', 's', {}, 1), kill(110, 20)];
    const watched = eureka({ script, settings, instances: 20 }).run(600);
    const fresh = leases(watched).filter(({ subject }) => subject === 's-21');
    expect(fresh[0]).toMatchObject({ to: 'registered', at: 101.001 });
    const gone = evicted(watched).find(({ subject }) => subject === 's-21')!;
    expect(Number(/silent for ([\d.]+) s/.exec(gone.why)![1])).toBeGreaterThan(90);
    expect(gone.at - 101).toBeLessThanOrEqual(150.1);
  });

  test('is called until the last of three caches has heard', () => {
    const watched = eureka({ script: [kill(200)], rate: 20 }).run(700);
    const [gone] = evicted(watched);
    const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
    const last = Math.max(...refused.map(({ start }) => start));
    expect(last).toBeGreaterThan(gone.at);
    expect(last).toBeLessThan(gone.at + 90.1);
    expect(watched.instance('s-2').ghostCalls).toBe(refused.length);
  });
});

test('a hang is never noticed: heartbeats come from a thread of their own', () => {
  const watched = eureka({ script: [at(200, 'hang-instance', 's', {}, 1)] }).run(1_000);
  expect(evicted(watched)).toEqual([]);
  expect(
    watched.ends.filter(({ at: when, outcome }) => when > 900 && outcome === 'timed-out').length,
  ).toBeGreaterThan(10);
});

test('who stops gracefully is gone from the table at once, and from the copies within 90 s', () => {
  const watched = eureka({ script: [at(200, 'stop-instance', 's', {}, 1)], rate: 20 }).run(400);
  expect(leases(watched).at(-1)).toMatchObject({ subject: 's-2', to: 'absent', at: 200.001 });
  const bad = watched.ends.filter(({ outcome }) => outcome !== 'ok');
  expect(bad.length).toBeGreaterThan(0);
  expect(Math.max(...bad.map(({ start }) => start))).toBeLessThan(290.1);
});

test('who never registered before registers with its first heartbeat, 30 s after its start', () => {
  const script = [at(200, 'replace-instance', 's', {}, 1)];
  const watched = eureka({ script }).run(260);
  const fresh = leases(watched).filter(({ subject }) => subject === 's-11');
  expect(fresh.map(({ to, at: when }) => [to, when])).toEqual([['registered', 231.001]]);
});

describe('self-preservation', () => {
  // One silent death leaves 2 (N - 1) renewals a minute; (int)(1.7 N) of them are not enough.
  test.each([2, 3, 4, 5, 6])('keeps a crashed instance of %i for ever', (instances) => {
    const watched = eureka({ script: [kill(200)], instances }).run(3_600);
    expect(evicted(watched)).toEqual([]);
    expect(watched.steps('r/self-preservation').at(-1)?.to).toBe('preserving');
    const late = watched.ends.filter(({ at: when }) => when > 3_500);
    expect(late.some(({ outcome }) => outcome === 'connection-refused')).toBe(true);
  });

  test.each([7, 8, 10, 20])('lets a crashed instance of %i go', (instances) => {
    const watched = eureka({ script: [kill(200)], instances }).run(800);
    expect(evicted(watched)).toHaveLength(1);
  });

  test.each([
    [12, false],
    [13, true],
  ])('counting from 1 on, as Spring does, of %i: evicted before the next count, %s', (instances, goes) => {
    const watched = eureka({ script: [kill(200)], instances, settings: { counting: 'spring' } }).run(890);
    expect(evicted(watched)).toHaveLength(goes ? 1 : 0);
  });

  test('ends when the expected clients are counted anew', () => {
    // Eight expected and one dead of seven: 12 renewals, and more than 13 needed; from 15 min on 7 are expected.
    const watched = eureka({ script: [kill(200)], instances: 7, settings: { counting: 'spring' } }).run(
      1_000,
    );
    const [gone] = evicted(watched);
    expect(gone.at).toBeGreaterThan(900);
    expect(gone.at).toBeLessThan(961);
  });

  test('says how many renewals came and how many are needed', () => {
    const watched = eureka({ script: [kill(200)], instances: 6 }).run(800);
    expect(watched.steps('r/self-preservation').at(-1)?.why).toBe(
      '10 renewals in the last whole minute, and more than 10 are needed: nothing is evicted',
    );
  });

  test('switched off, whoever expired goes', () => {
    const settings = { enableSelfPreservation: false };
    const watched = eureka({ script: [kill(200)], instances: 2, settings }).run(600);
    expect(evicted(watched)).toHaveLength(1);
  });
});

test('of many that died at once no more than 15 % are evicted in one run', () => {
  const script = Array.from({ length: 5 }, (_, i) => kill(200 + i / 10, i));
  const settings = { enableSelfPreservation: false };
  const watched = eureka({ script, instances: 20, settings }).run(900);
  const runs = new Map<number, number>();
  for (const { at: when } of evicted(watched)) runs.set(when, (runs.get(when) ?? 0) + 1);
  // 20 leases: 20 - 17 = 3; then 17: 17 - 14 = 3, of which two are left, if all had expired by the first run.
  expect([...runs.values()].reduce((sum, n) => sum + n, 0)).toBe(5);
  expect(Math.max(...runs.values())).toBeLessThanOrEqual(3);
  expect(runs.size).toBeGreaterThanOrEqual(2);
});

test('a server that restarts has forgotten all, hears of all again, and is not asked in vain meanwhile', () => {
  const script = [at(200, 'registry-down', 'r'), at(210, 'registry-up', 'r')];
  const watched = eureka({ script, instances: 4 }).run(700);
  expect(watched.outcomes).toEqual({ ok: watched.ends.length });
  const again = leases(watched).filter(({ to, at: when }) => to === 'registered' && when > 210);
  expect(again).toHaveLength(4);
  expect(Math.max(...again.map(({ at: when }) => when))).toBeLessThan(241);
});
