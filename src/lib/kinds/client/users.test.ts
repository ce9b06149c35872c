import { describe, expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

// Named before any was tried.
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const EXPONENTIAL_10 = { is: 'exponential', meanMs: 10 };

function users(load: Config, service: Config, seed = 1, edge: Config = {}): Watched {
  const c = ['client', { load: { is: 'users', ...load } }] as const;
  const s = ['service', { instances: 1, threads: 1, queueLimit: 1_000, ...service }] as const;
  return new Watched(sketch({ c, s }, { 'c>s': edge }, [], seed));
}

/** Throughput a second and mean time from request to answer in seconds, of those answered from `from` to `to`. */
function measured(watched: Watched, from: number, to: number): { x: number; r: number } {
  const ends = watched.run(to).ends.filter((end) => end.at >= from);
  const sum = ends.reduce((total, end) => total + end.at - end.start, 0);
  return { x: ends.length / (to - from), r: sum / ends.length };
}

describe('the interactive response time law, N = X (R + Z)', () => {
  test.each([
    ['few users, a fast answer', { users: 5, think: exactly(200), rampUpSeconds: 1 }, exactly(3), 0.2],
    ['many users, one thread', { users: 80, think: exactly(500), rampUpSeconds: 1 }, exactly(10), 0.5],
    ['no thinking', { users: 7, think: exactly(0), rampUpSeconds: 0 }, exactly(4), 0],
  ])('holds exactly: %s', (_name, load, serviceTime, z) => {
    const { x, r } = measured(users(load, { serviceTime }), 20, 120);
    expect((x * (r + z)) / load.users).toBeCloseTo(1, 2);
  });

  test('and both are those of mean value analysis, whatever the number of users', () => {
    // M. Reiser, S. Lavenberg, "Mean-Value Analysis of Closed Multichain Queuing Networks", 1980: one exponential
    // station of 10 ms, and a delay of think time and two messages of 1 ms.
    const exact = (count: number) => {
      let [queue, x] = [0, 0];
      for (let n = 1; n <= count; n++) {
        const r = 0.01 * (1 + queue);
        x = n / (r + 0.102);
        queue = x * r;
      }
      return x;
    };
    for (const count of [3, 12, 30]) {
      const load = { users: count, think: { is: 'exponential', meanMs: 100 }, rampUpSeconds: 0 };
      const near = SEEDS.filter((seed) => {
        const { x } = measured(users(load, { serviceTime: EXPONENTIAL_10 }, seed), 5, 65);
        // Of at least 1,600 requests; the spread of their number is below that of a Poisson process.
        return Math.abs(x - exact(count)) < 2.58 * Math.sqrt(exact(count) / 60);
      });
      expect(near.length).toBeGreaterThanOrEqual(18);
    }
  });
});

test('each user asks again its think time after the answer, and no earlier', () => {
  const watched = users({ users: 1, think: exactly(100), rampUpSeconds: 0 }, { serviceTime: exactly(8) }).run(
    1,
  );
  // Asked at 0, answered after two messages and the work.
  const starts = watched.ends.map(({ start }) => Math.round(start * 1e3));
  expect(starts).toEqual([0, 110, 220, 330, 440, 550, 660, 770, 880]);
});

test('users come one after another within the ramp-up', () => {
  const watched = users({ users: 4, think: exactly(600_000), rampUpSeconds: 6 }, { threads: 9 }).run(30);
  expect(watched.ends.map(({ start }) => start)).toEqual([0, 1.5, 3, 4.5]);
});

test('users who come a day apart do come', () => {
  const load = { users: 3, think: exactly(600_000), rampUpSeconds: 86_400 };
  const first = new Set(
    users(load, { serviceTime: exactly(0) })
      .run(86_000)
      .ends.map(({ start }) => start),
  );
  for (const joined of [0, 28_800, 57_600]) expect(first).toContain(joined);
});

test('a user who is refused at once asks a thousand times a second, not for ever', () => {
  const c = ['client', { load: { is: 'users', users: 2, think: exactly(0), rampUpSeconds: 0 } }] as const;
  const s = ['service', { instances: 1, failPercent: 100, serviceTime: exactly(0) }] as const;
  const breaker = { is: 'course', failureThreshold: 1, cooldownSeconds: 600 };
  const watched = new Watched(sketch({ c, s }, { 'c>s': { breaker } })).run(1);
  expect(watched.outcomes['fast-failed']).toBeGreaterThan(1_900);
  expect(watched.outcomes['fast-failed']).toBeLessThanOrEqual(2_000);
});

test('when answers stop, so do the users', () => {
  const c = ['client', { load: { is: 'users', users: 6, think: exactly(10), rampUpSeconds: 0 } }] as const;
  const s = ['service', { instances: 1, serviceTime: exactly(1) }] as const;
  const lossy = { 'c>s': { timeoutMs: 600_000 } };
  const scenario = sketch({ c, s }, lossy, [at(1, 'slow-link', 'c>s', { extraMs: 500_000 })]);
  const watched = new Watched(scenario).run(60);
  expect(Math.max(...watched.ends.map(({ start }) => start))).toBeLessThanOrEqual(1);
  const facts = watched.sim.instances[0].behaviour.explain?.() ?? [];
  expect(facts.map(({ key, value }) => [key, value])).toEqual([
    ['users', 6],
    ['waiting', 6],
    ['thinking', 0],
  ]);
});
