import { describe, expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import type { Action } from '#lib/scenario/document.ts';
import { Watched } from '#lib/world/watched.ts';

/** Calls that went down in each whole second: `downs[3]` left the gateway in [3 s, 4 s). */
function downs(watched: Watched, seconds: number): number[] {
  const counts = Array<number>(seconds).fill(0);
  for (const { edge, start, back } of watched.hops) {
    if (edge === 'g>s' && !back) counts[Math.floor(start)]++;
  }
  return counts;
}

/** Callers that all ask at the same microsecond of each second, through a gateway whose route has a breaker. */
function crowd(callers: number, breaker: object, script: readonly Action[], ratePerSecond = 1): Watched {
  const names = Array.from({ length: callers }, (_, i) => `c${i}`);
  const client = ['client', { ratePerSecond, arrivals: 'constant' }] as const;
  return new Watched(
    sketch(
      {
        ...Object.fromEntries(names.map((name) => [name, client])),
        g: ['gateway', { workers: 100, handlingTime: exactly(0) }],
        s: ['service', { instances: 1, serviceTime: exactly(1) }],
      },
      {
        ...Object.fromEntries(names.map((name) => [`${name}>g`, {}])),
        'g>s': { breaker: { is: 'course', ...breaker } },
      },
      script,
    ),
  );
}

const demo = { failureThreshold: 5, cooldownSeconds: 10, successThreshold: 1 };
const failing = at(0, 'fail-share', 's', { percent: 100 });
const mended = (seconds: number) => at(seconds, 'fail-share', 's', { percent: 0 });
const stepsOf = (watched: Watched) => watched.steps('g>s/breaker').map(({ at, to }) => [at, to]);

describe('a dependency that fails', () => {
  test('is called exactly five times, then not at all for ten seconds', () => {
    const watched = crowd(1, demo, [failing], 10).run(30);
    // The first call leaves the client at 0.1 s; the fifth fails at 0.5 s and 4 ms later the gateway knows.
    expect(watched.steps('g>s/breaker')[0]).toMatchObject({ at: 0.504, from: 'closed', to: 'open' });
    const calls = watched.hops.filter(({ edge, back }) => edge === 'g>s' && !back).map(({ start }) => start);
    expect(calls).toEqual([0.101, 0.201, 0.301, 0.401, 0.501, 10.601, 20.701]);
    expect(watched.outcomes).toEqual({ error: 7, 'fast-failed': 299 - 7 });
  });

  test('answers nobody else at once: a refusal takes the gateway’s own two milliseconds', () => {
    const refused = crowd(1, demo, [failing], 10)
      .run(5)
      .ends.filter(({ outcome }) => outcome === 'fast-failed');
    expect(refused.length).toBe(44);
    for (const { at, start } of refused) expect(at - start).toBeCloseTo(0.002, 9);
  });

  test('is asked by exactly one of fifty callers that arrive together after the cooldown', () => {
    const watched = crowd(50, demo, [failing]).run(40);
    // All fifty of second 1 are on their way before the first failure is back: none can be held back any more.
    const expected = Array<number>(40).fill(0);
    expected[1] = 50;
    expected[12] = expected[23] = expected[34] = 1;
    expect(downs(watched, 40)).toEqual(expected);
  });

  test('whose probe fails has a full new cooldown, counted from that failure', () => {
    const watched = crowd(50, demo, [failing]).run(24);
    expect(stepsOf(watched)).toEqual([
      [1.004, 'open'],
      [12.001, 'half-open'],
      [12.004, 'open'],
      [23.001, 'half-open'],
      [23.004, 'open'],
    ]);
  });
});

describe('a dependency that was mended', () => {
  test('has all its callers back after one good probe, when one is enough', () => {
    const watched = crowd(50, demo, [failing, mended(5)]).run(14);
    expect(stepsOf(watched)).toEqual([
      [1.004, 'open'],
      [12.001, 'half-open'],
      [12.004, 'closed'],
    ]);
    expect(downs(watched, 14).slice(11)).toEqual([0, 1, 50]);
  });

  test('is asked a second time, by one caller, when two good probes are wanted', () => {
    const watched = crowd(50, { ...demo, successThreshold: 2 }, [failing, mended(5)]).run(15);
    expect(downs(watched, 15).slice(11)).toEqual([0, 1, 1, 50]);
    expect(stepsOf(watched).at(-1)).toEqual([13.004, 'closed']);
  });
});

test('one success between failures sets the count back', () => {
  const script = [failing, mended(0.45), at(0.55, 'fail-share', 's', { percent: 100 })];
  const watched = crowd(1, demo, script, 10).run(2);
  // Failures at 0.1 to 0.4, the success at 0.5, failures at 0.6 to 1.0: the tenth call opens it.
  expect(stepsOf(watched)).toEqual([[1.004, 'open']]);
  expect(watched.edge('g>s').sent).toBe(10);
});

test('time-outs are failures, and the answers that come after them move nothing', () => {
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    g: ['gateway', { handlingTime: exactly(0) }],
    s: ['service', { instances: 1, serviceTime: exactly(5_000) }],
  } as const;
  const edges = { 'c>g': {}, 'g>s': { timeoutMs: 1_000, breaker: { is: 'course', ...demo } } };
  const watched = new Watched(sketch(nodes, edges)).run(11);
  // The fifth runs out at 1.501 s, with nine more on their way. The fifteenth arrives in that very microsecond and is
  // refused: time-outs come before messages.
  expect(stepsOf(watched)).toEqual([[1.501, 'open']]);
  expect(watched.edge('g>s')).toMatchObject({ sent: 14, late: 14 });
  expect(watched.outcomes).toMatchObject({ 'timed-out': 14 });
});

test('while it is open it says how long is left, and saying so does not move it', () => {
  const watched = crowd(1, demo, [failing], 10).run(3.504001);
  const facts = () =>
    watched.sim.ports.flatMap((port) => port.layers).flatMap(({ gate }) => gate?.explain() ?? []);
  const digest = watched.sim.digest.text();
  const left = facts().find(({ key }) => key === 'cooldown');
  expect(left).toMatchObject({ unit: 's', of: 10 });
  expect(left?.value).toBeCloseTo(7.0, 1);
  expect(facts()).toEqual(facts());
  expect(watched.sim.digest.text()).toBe(digest);
});

test('a probe that waits for a lookup until its time-out has failed, and one that dies with its process blocks no other', () => {
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    a: ['service', { instances: 1, serviceTime: exactly(0), startSeconds: 0.1 }],
    b: ['service', { instances: 1, serviceTime: exactly(0) }],
    r: ['registry', { operationTime: exactly(60_000), threads: 100 }],
  } as const;
  const breaker = { is: 'course', failureThreshold: 1, cooldownSeconds: 2, successThreshold: 1 };
  const edges = { 'c>a': {}, 'a>b': { breaker, timeoutMs: 1_000 }, 'a>r': { timeoutMs: 90_000 }, 'b>r': {} };
  // No lookup is answered within a minute: every call that is let through waits in its port until its time-out.
  const script = [at(6.7, 'kill-instance', 'a', {}, 0), at(6.8, 'restart-instance', 'a', {}, 0)];
  const steps = new Watched(sketch(nodes, edges, script)).run(9).steps('a>b/breaker');
  expect(steps.map(({ to }) => to)).toEqual(['open', 'half-open', 'open', 'half-open', 'closed', 'open']);
  expect(steps.at(-2)?.why).toContain('restarted');
});

test('a process that restarts has a fresh breaker', () => {
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    a: ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 1 }],
    b: ['service', { instances: 1, serviceTime: exactly(1), failPercent: 100 }],
  } as const;
  const script = [at(2, 'kill-instance', 'a', {}, 0), at(3, 'restart-instance', 'a', {}, 0)];
  const edges = { 'c>a': {}, 'a>b': { breaker: { is: 'course', ...demo } } };
  const steps = new Watched(sketch(nodes, edges, script)).run(6).steps('a>b/breaker');
  expect(steps.map(({ to }) => to)).toEqual(['open', 'closed', 'open']);
  expect(steps[1].at).toBe(4);
});
