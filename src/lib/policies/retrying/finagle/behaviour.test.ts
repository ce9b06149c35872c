import { expect, test } from 'vitest';
import { CANCELLED, outcomeCode, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const REFUSED = outcomeCode('connection-refused');

function retry(config: object): LoneFork {
  return new LoneFork((build) => create(build, null), { ...defaultsOf(policy.fields), ...config });
}
const waitsOf = (backoff: object, calls = 1) => {
  const lone = retry({ numTries: 7, backoff });
  return Array.from({ length: calls }, () => lone.waitsMs(REFUSED));
};

test.each([
  [{ is: 'const', startMs: 20 }, [20, 20, 20, 20, 20, 20]],
  [{ is: 'linear', startMs: 5, offsetMs: 10, maximumMs: 40 }, [5, 15, 25, 35, 40, 40]],
  [{ is: 'exponential', startMs: 5, multiplier: 3, maximumMs: 100 }, [5, 15, 45, 100, 100, 100]],
  [{ is: 'exponential', startMs: 5, multiplier: 0, maximumMs: 100 }, [5, 0, 0, 0, 0, 0]],
  [{ is: 'equalJittered', startMs: 50, maximumMs: 50 }, [50, 50, 50, 50, 50, 50]],
])('%j waits %j', (backoff, waits) => {
  expect(waitsOf(backoff)).toEqual([waits]);
});

test.each(['decorrelatedJittered', 'equalJittered', 'exponentialJittered'])(
  '%s waits exactly its start first, and stays at the maximum once there',
  (is) => {
    for (const waits of waitsOf({ is, startMs: 10, maximumMs: 100 }, 300)) {
      expect(waits[0]).toBe(10);
      const at = waits.indexOf(100);
      if (at >= 0) expect(new Set(waits.slice(at))).toEqual(new Set([100]));
      expect(Math.max(...waits)).toBeLessThanOrEqual(100);
    }
  },
);

test('decorrelated: each wait is from the last one, not from the base, to three times it', () => {
  const calls = waitsOf({ is: 'decorrelatedJittered', startMs: 10, maximumMs: 100_000 }, 400);
  const ratios = calls.flatMap((waits) => waits.slice(1).map((wait, i) => wait / waits[i]));
  expect(Math.min(...ratios)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...ratios)).toBeLessThan(3);
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  expect(Math.abs(mean - 2)).toBeLessThan((3 * 2) / Math.sqrt(12 * ratios.length));
});

test('equal: the n-th is from h to 2h, h doubling from the start', () => {
  const calls = waitsOf({ is: 'equalJittered', startMs: 10, maximumMs: 100_000 }, 400);
  [10, 20, 40, 80, 160].forEach((half, i) => {
    const waits = calls.map((each) => each[i + 1]);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(half);
    expect(Math.max(...waits)).toBeLessThan(2 * half);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(0.9 * half);
  });
});

test('exponential jitter: anything below the last wait times 2, 4, 8, …', () => {
  const calls = waitsOf({ is: 'exponentialJittered', startMs: 10, maximumMs: 1_000_000 }, 400);
  [2, 4, 8, 16, 32].forEach((times, i) => {
    // One in some hundred has died down to nothing.
    const alive = calls.filter((waits) => waits[i] > 0);
    const shares = alive.map((waits) => waits[i + 1] / (waits[i] * times));
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    expect(Math.max(...shares)).toBeGreaterThan(0.95);
    expect(Math.min(...shares)).toBeLessThan(0.05);
  });
});

test.each([
  ['connection-refused', 2],
  ['queue-full', 2],
  ['fast-failed', 2],
  ['error', 0],
  ['timed-out', 0],
  ['reset', 0],
] as [Outcome, number][])('by default only write failures are retried: %s %i times', (outcome, retries) => {
  expect(retry({}).waitsMs(outcomeCode(outcome))).toHaveLength(retries);
});

test('shouldRetry names what is', () => {
  const shouldRetry = ['Timeout', 'ChannelClosed', 'ResponseFailure'].map((on) => ({ on }));
  const lone = retry({ shouldRetry });
  for (const outcome of ['timed-out', 'reset', 'error'] as const) {
    expect(lone.waitsMs(outcomeCode(outcome))).toHaveLength(2);
  }
  expect(lone.waitsMs(REFUSED)).toEqual([]);
  expect(lone.waitsMs(CANCELLED)).toEqual([]);
});
