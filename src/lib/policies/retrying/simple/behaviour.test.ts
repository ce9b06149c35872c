import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, outcomeCode, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

function retry(config: object, seed = 1): LoneFork {
  const all = { ...defaultsOf(policy.fields), ...config };
  return new LoneFork((build) => create(build, null), all, seed);
}

const steady = { maxAttempts: 6, baseMs: 100, capMs: 1_000, jitter: 'none' };

test.each([
  ['constant', [100, 100, 100, 100, 100]],
  ['linear', [100, 200, 300, 400, 500]],
  ['exponential', [200, 400, 800, 1_000, 1_000]],
])('without jitter the %s back-off waits %j ms', (backoff, waits) => {
  expect(retry({ ...steady, backoff }).waitsMs(ERROR)).toEqual(waits);
});

describe('jitter, by AWS’s formulas', () => {
  // e of the first retry is 200 ms. Seeds named beforehand; of 20 means at least 18 within 3 standard deviations.
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  const CALLS = 300;
  const firstWaits = (jitter: string, seed: number) => {
    const lone = retry({ ...steady, maxAttempts: 2, jitter }, seed);
    return Array.from({ length: CALLS }, () => lone.waitsMs(ERROR)[0]);
  };

  test.each([
    ['full', 0, 200],
    ['equal', 100, 200],
    ['decorrelated', 100, 300],
  ])('%s: the first wait is uniform from %i to %i ms', (jitter, from, to) => {
    const spread = (to - from) / Math.sqrt(12 * CALLS);
    const near = seeds.filter((seed) => {
      const waits = firstWaits(jitter, seed);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(from);
      expect(Math.max(...waits)).toBeLessThanOrEqual(to);
      expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(0.9 * (to - from));
      const mean = waits.reduce((sum, wait) => sum + wait, 0) / CALLS;
      return Math.abs(mean - (from + to) / 2) < 3 * spread;
    });
    expect(near.length).toBeGreaterThanOrEqual(18);
  });

  test('decorrelated: each wait is from base to three times the last, and at most the cap', () => {
    const lone = retry({ ...steady, maxAttempts: 20, capMs: 2_000, jitter: 'decorrelated' });
    const calls = Array.from({ length: 50 }, () => lone.waitsMs(ERROR));
    for (const waits of calls) {
      waits.forEach((wait, i) => {
        expect(wait).toBeGreaterThanOrEqual(100);
        expect(wait).toBeLessThanOrEqual(Math.min(2_000, 3 * (waits[i - 1] ?? 100) + 0.001));
      });
    }
    expect(Math.max(...calls.flat())).toBe(2_000);
  });
});

describe('Retry-After', () => {
  test.each([
    [true, 700, [700, 700]],
    [true, 50, [100, 100]],
    [false, 700, [100, 100]],
  ])('respected: %s, of %i ms: waits %j', (respectRetryAfter, ms, waits) => {
    const lone = retry({ ...steady, maxAttempts: 3, backoff: 'constant', respectRetryAfter });
    expect(lone.waitsMs(outcomeCode('rate-limited'), ms)).toEqual(waits);
  });
});

describe('what is retried', () => {
  test.each([
    ['error', 3],
    ['timed-out', 3],
    ['rate-limited', 3],
    ['fast-failed', 1],
    ['unauthorized', 1],
    ['no-route', 1],
    ['cancelled', 1],
    ['ok', 1],
  ] as const)('%s: %i tries by default', (outcome, tries) => {
    expect(retry({ baseMs: 0 }).waitsMs(outcomeCode(outcome))).toHaveLength(tries - 1);
  });

  test('is a list', () => {
    const lone = retry({ ...steady, retryOn: [{ on: 'fast-failed' }] });
    expect(lone.waitsMs(outcomeCode('fast-failed'))).toHaveLength(5);
    expect(lone.waitsMs(ERROR)).toHaveLength(0);
    expect(lone.waitsMs(CANCELLED)).toHaveLength(0);
  });

  test('ends with the first good answer, and else the call ends as its last try did', () => {
    const lone = retry({ ...steady, baseMs: 1 });
    const call = lone.call();
    lone.endLast(ERROR);
    lone.wait(2_000);
    lone.endLast(OK);
    expect(lone.ended).toEqual([OK]);
    expect(lone.begun).toHaveLength(2);
    const reasons = [ERROR, ERROR, TIMED_OUT];
    const other = retry({ ...steady, baseMs: 0, maxAttempts: 3 });
    other.answer = () => reasons.shift()!;
    other.call();
    other.wait(1);
    expect(other.ended).toEqual([TIMED_OUT]);
    expect(call).toBeGreaterThanOrEqual(0);
  });
});

test('it shows how many calls needed a second and third try, and its last waits; a restart forgets', () => {
  const lone = retry({ ...steady, maxAttempts: 3 });
  lone.waitsMs(ERROR);
  lone.waitsMs(OK);
  const facts = lone.fork.explain();
  expect(facts.find(({ key }) => key === 'tries')?.bars).toEqual([
    { label: '1st try', value: 2, of: 2 },
    { label: '2nd try', value: 1, of: 2 },
    { label: '3rd try', value: 1, of: 2 },
  ]);
  expect(facts).toContainEqual({ key: 'retries', label: 'Retries so far', value: 2 });
  expect(facts.find(({ key }) => key === 'waits')).toMatchObject({ value: 400, unit: 'ms' });
  lone.fork.reset();
  expect(lone.fork.explain()).toContainEqual({ key: 'retries', label: 'Retries so far', value: 0 });
});
