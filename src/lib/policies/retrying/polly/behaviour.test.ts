import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, outcomeCode } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { exceptions, isUniform } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

function retry(config: object, seed = 1): LoneFork {
  const all = { ...defaultsOf(policy.fields), ...config };
  return new LoneFork((build) => create(build, null), all, seed);
}

test('by default there are three retries besides the first try, 2 s apart', () => {
  expect(retry({}).waitsMs(ERROR)).toEqual([2_000, 2_000, 2_000]);
});

test.each([
  ['Constant', 0, [100, 100, 100, 100]],
  ['Linear', 0, [100, 200, 300, 400]],
  ['Exponential', 0, [100, 200, 400, 800]],
  ['Exponential', 300, [100, 200, 300, 300]],
  ['Linear', 250, [100, 200, 250, 250]],
])('%s with MaxDelay %i waits %j', (BackoffType, MaxDelayMs, waits) => {
  expect(retry({ MaxRetryAttempts: 4, DelayMs: 100, BackoffType, MaxDelayMs }).waitsMs(ERROR)).toEqual(waits);
});

test('a delay of 0 stays 0, with jitter too', () => {
  const config = { DelayMs: 0, BackoffType: 'Exponential', UseJitter: true };
  expect(retry(config).waitsMs(ERROR)).toEqual([0, 0, 0]);
});

describe('jitter', () => {
  test.each([
    ['Constant', 0, 75, 125],
    ['Linear', 2, 225, 375],
  ])('of %s spreads a wait evenly by a quarter each way', (BackoffType, retryFromZero, least, most) => {
    const holds = (seed: number) => {
      const lone = retry({ DelayMs: 100, BackoffType, UseJitter: true }, seed);
      const waits = Array.from({ length: 1_000 }, () => lone.waitsMs(ERROR)[retryFromZero]);
      return isUniform(waits.map((wait) => (wait - least) / (most - least)));
    };
    expect(exceptions(holds)).toEqual([]);
  });

  test('of Exponential is DecorrelatedJitterBackoffV2, draw by draw', () => {
    const config = { MaxRetryAttempts: 6, DelayMs: 100, BackoffType: 'Exponential', UseJitter: true };
    const lone = retry(config, 7);
    const stream = new Stream(new Int32Array(4));
    stream.seed(7, 'e1/0/jitter');
    for (let call = 0; call < 50; call++) {
      const model = decorrelatedJitterV2(6, 100, () => (stream.next() >>> 1) / 2 ** 31);
      lone.waitsMs(ERROR).forEach((wait, i) => expect(Math.abs(wait - model[i])).toBeLessThan(0.0011));
    }
  });

  test('of Exponential never exceeds MaxDelay', () => {
    const config = { MaxRetryAttempts: 9, BackoffType: 'Exponential', UseJitter: true, MaxDelayMs: 5_000 };
    expect(Math.max(...retry(config).waitsMs(ERROR))).toBe(5_000);
  });

  /** A reading of RetryHelper.cs of its own, with the language's own functions. */
  function decorrelatedJitterV2(retries: number, baseMs: number, random: () => number): number[] {
    let previous = 0;
    return Array.from({ length: retries }, (_, attempt) => {
      const t = attempt + random();
      const next = Math.pow(2, t) * Math.tanh(Math.sqrt(4 * t));
      const delay = ((next - previous) / 1.4) * baseMs;
      previous = next;
      return delay;
    });
  }
});

test.each([
  ['cancelled', 0],
  ['fast-failed', 3],
  ['error', 3],
  ['no-route', 3],
] as const)('%s is retried %i times by default', (outcome, retries) => {
  expect(retry({}).waitsMs(outcomeCode(outcome))).toHaveLength(retries);
});

test('ShouldHandle names what is retried', () => {
  const lone = retry({ ShouldHandle: [{ on: 'TimeoutRejectedException' }] });
  expect(lone.waitsMs(outcomeCode('timed-out'))).toHaveLength(3);
  expect(lone.waitsMs(ERROR)).toEqual([]);
  expect(lone.waitsMs(CANCELLED)).toEqual([]);
});
