import { describe, expect, test } from 'vitest';
import { ERROR, outcomeCode } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const exponential = (config: object) => ({
  is: 'ExponentialBackoff',
  generator: 'noJitterGenerator',
  initialDelayMs: 128,
  maxDelayMs: 30_000,
  exponent: 2,
  ...config,
});
function retry(config: object, seed = 1): LoneFork {
  const all = { ...defaultsOf(policy.fields), ...config };
  return new LoneFork((build) => create(build, null), all, seed);
}

test.each([0, 1, 3, 10])('maxAttempts %i comes on top of the first try', (maxAttempts) => {
  expect(retry({ maxAttempts }).waitsMs(ERROR)).toHaveLength(maxAttempts);
});

test.each([2, 3])('without jitter it doubles up to maxDelay, whatever the exponent (%i)', (exponent) => {
  const backoff = exponential({ exponent, maxDelayMs: 1_500 });
  expect(retry({ maxAttempts: 6, backoff }).waitsMs(ERROR)).toEqual([128, 256, 512, 1_024, 1_500, 1_500]);
});

test('a constant back-off is constant', () => {
  expect(retry({ backoff: { is: 'ConstantBackoff', intervalMs: 70 } }).waitsMs(ERROR)).toEqual([70, 70, 70]);
});

describe('jitter', () => {
  test.each([
    ['fullJitterGenerator', 0, 127],
    ['halfJitterGenerator', 64, 127],
  ])('%s draws every whole ms from %i to %i for a first delay of 128', (generator, least, most) => {
    const lone = retry({ maxAttempts: 1, backoff: exponential({ generator }) });
    const drawn = new Set(Array.from({ length: 4_000 }, () => lone.waitsMs(ERROR)[0]));
    expect([...drawn].sort((a, b) => a - b)).toEqual(
      Array.from({ length: most - least + 1 }, (_, i) => least + i),
    );
  });

  test.each([2, 3])('the decorrelated generator is Polly’s formula with exponent %i', (exponent) => {
    const backoff = exponential({ generator: 'decorrelatedJitterGenerator', exponent, maxDelayMs: 4_000 });
    const lone = retry({ maxAttempts: 6, backoff }, 3);
    const stream = new Stream(new Int32Array(4));
    stream.seed(3, 'e1/0/jitter');
    for (let call = 0; call < 50; call++) {
      const model = generated(6, 128, 4_000, exponent, () => (stream.next() >>> 1) / 2 ** 31);
      lone.waitsMs(ERROR).forEach((wait, i) => expect(Math.abs(wait - model[i])).toBeLessThan(0.0011));
    }
  });

  /** A reading of ExponentialBackoffGenerators.ts of its own, with the language's own functions. */
  function generated(n: number, initial: number, most: number, exponent: number, random: () => number) {
    let previous = 0;
    return Array.from({ length: n }, (_, attempt) => {
      const t = attempt + random();
      const next = Math.pow(exponent, t) * Math.tanh(Math.sqrt(4 * t));
      const value = Math.max(0, next - previous);
      previous = next;
      return Math.min((value * initial) / 1.4, most);
    });
  }
});

test.each([
  ['fast-failed', 3],
  ['no-route', 3],
  ['cancelled', 0],
] as const)('handleAll retries %s %i times', (outcome, retries) => {
  expect(retry({}).waitsMs(outcomeCode(outcome))).toHaveLength(retries);
});
