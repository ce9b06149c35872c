import { expect, test } from 'vitest';
import { CANCELLED, OK, outcomeCode, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { followed, SEEDS } from '#lib/policies/isolating/followed.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const aimd = (config: Readonly<Record<string, unknown>> = {}) =>
  new TriedGate(create, policy, { minLimit: 1, ...config });

test('its defaults are the library’s', () => {
  expect(defaultsOf(policy.fields)).toMatchObject({
    initialLimit: 20,
    minLimit: 20,
    maxLimit: 200,
    backoffRatio: 0.9,
    timeoutMs: 5_000,
    limiter: { is: 'simple' },
    window: { is: 'each-call' },
  });
});

test.each(SEEDS)('seed %i: decides as the rule says, call by call', (seed) => {
  const model = {
    limit: 20,
    sample(rtt: number, inflight: number, dropped: boolean): void {
      const next =
        dropped || rtt > 4e6 ? Math.floor(this.limit * 0.9) : this.limit + Number(inflight >= this.limit / 2);
      this.limit = Math.max(2, Math.min(30, next));
    },
  };
  const { differences, limits } = followed(aimd({ minLimit: 2, maxLimit: 30, timeoutMs: 4 }), model, seed);
  expect(differences).toEqual([]);
  expect(limits.size).toBeGreaterThan(8);
});

test('a drop takes a tenth, cut to a whole number', () => {
  const tried = aimd();
  const limits = [20, 18, 16, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];
  const seen = limits.map(() => {
    const limit = tried.fact('limit');
    tried.end(outcomeCode('reset'), ...tried.arrive(1));
    return limit;
  });
  expect(seen).toEqual(limits);
});

test('it never falls below the lowest limit, which is 20 by default', () => {
  const tried = new TriedGate(create, policy);
  tried.end(outcomeCode('reset'), ...tried.arrive(5));
  expect(tried.fact('limit')).toBe(20);
});

test('it grows only by calls that found half of it in use when they started', () => {
  const tried = aimd({ initialLimit: 8 });
  const calls = tried.arrive(4);
  tried.end(OK, ...calls.slice(0, 3));
  expect(tried.fact('limit')).toBe(8);
  tried.end(OK, calls[3]); // the fourth: 4 * 2 >= 8, though it is alone now
  expect(tried.fact('limit')).toBe(9);
});

test('a call that took longer than the timeout is a drop, one that took exactly so long is not', () => {
  const tried = aimd({ timeoutMs: 5, initialLimit: 10 });
  const [first, second] = tried.arrive(2);
  tried.wait(5);
  tried.end(OK, first);
  expect(tried.fact('limit')).toBe(10);
  tried.wait(0.001);
  tried.end(OK, second);
  expect(tried.fact('limit')).toBe(9);
});

test.each<[Outcome, number]>([
  ['ok', 11],
  ['error', 10],
  ['timed-out', 10],
  ['connection-refused', 9],
  ['reset', 9],
  ['fast-failed', 9],
  ['rate-limited', 10],
  ['unauthorized', 10],
  ['no-route', 10],
  ['no-instance', 9],
  ['queue-full', 9],
  ['cancelled', 10],
  ['partitioned', 9],
])('%s: 10 becomes %i', (outcome, limit) => {
  const tried = aimd({ initialLimit: 10 });
  const calls = tried.arrive(10);
  tried.wait(1);
  tried.end(outcomeCode(outcome), calls[9]);
  expect(tried.fact('limit')).toBe(limit);
});

test('shrinking cancels nothing: nobody is let in until enough have ended', () => {
  const tried = aimd({ initialLimit: 10 });
  const calls = tried.arrive(10);
  tried.end(outcomeCode('reset'), calls[0]); // 9 in flight, limit 9
  tried.end(outcomeCode('reset'), calls[1]); // 8 in flight, limit 8
  expect(tried.fates(2)).toBe('rr');
  tried.end(CANCELLED, calls[2]);
  expect(tried.fates(2)).toBe('gr');
});

test('a restart begins at the first limit, with nobody in flight', () => {
  const tried = aimd();
  tried.end(outcomeCode('reset'), ...tried.arrive(3));
  tried.arrive(5);
  tried.lone.gate.reset();
  expect([tried.fact('limit'), tried.fact('inflight')]).toEqual([20, 0]);
  expect(tried.fates(21)).toBe('g'.repeat(20) + 'r');
});
