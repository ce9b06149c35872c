import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, FAST_FAILED, OK, outcomeCode, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { create as createThrottle } from '#lib/policies/budgeting/grpc-throttling/behaviour.ts';
import { exceptions, isUniform, SEEDS } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const UNAVAILABLE = outcomeCode('connection-refused');
const LIMITED = outcomeCode('rate-limited');
const settings = (config: object) => ({ ...defaultsOf(policy.fields), ...config });

function retry(config: object, seed = 1): LoneFork {
  return new LoneFork((build) => create(build, null), settings(config), seed);
}

test.each([
  [2, 2],
  [4, 4],
  [5, 5],
  [9, 5],
])('maxAttempts %i makes %i tries, the first included', (maxAttempts, tries) => {
  expect(retry({ maxAttempts }).waitsMs(UNAVAILABLE)).toHaveLength(tries - 1);
});

test('jitter of a fifth each way comes after the bound', () => {
  const config = { maxAttempts: 5, initialBackoffMs: 100, maxBackoffMs: 250, backoffMultiplier: 2 };
  const waits = SEEDS.map((seed) => {
    const lone = retry(config, seed);
    return Array.from({ length: 1_000 }, () => lone.waitsMs(UNAVAILABLE));
  });
  [100, 200, 250, 250].forEach((plain, n) => {
    const holds = (seed: number) => isUniform(waits[seed - 1].map((each) => (each[n] / plain - 0.8) / 0.4));
    expect(exceptions(holds)).toEqual([]);
  });
});

const unavailable: readonly Outcome[] = [
  'connection-refused',
  'reset',
  'fast-failed',
  'no-instance',
  'partitioned',
];
test.each(unavailable)('%s is UNAVAILABLE', (outcome) => {
  expect(retry({}).waitsMs(outcomeCode(outcome))).toHaveLength(3);
});

test.each(['error', 'timed-out', 'rate-limited', 'queue-full', 'unauthorized', 'no-route'] as const)(
  '%s is none of the retryable codes',
  (outcome) => {
    expect(retry({}).waitsMs(outcomeCode(outcome))).toEqual([]);
  },
);

test('whatever codes are listed, a cancelled call is not retried', () => {
  const retryableStatusCodes = [
    ...(['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED'] as const),
    ...(['INTERNAL', 'UNAUTHENTICATED', 'UNIMPLEMENTED'] as const),
  ].map((on) => ({ on }));
  const lone = retry({ retryableStatusCodes });
  expect(lone.waitsMs(CANCELLED)).toEqual([]);
  expect(lone.waitsMs(ERROR)).toHaveLength(3);
});

describe('pushback', () => {
  test('is waited exactly, whatever the code', () => {
    expect(retry({}).waitsMs(LIMITED, 1_234)).toEqual([1_234, 1_234, 1_234]);
    expect(retry({}).waitsMs(UNAVAILABLE, 0)).toEqual([0, 0, 0]);
  });

  test('comes from servers: what a breaker on this side says is none', () => {
    const codes = { retryableStatusCodes: [{ on: 'UNAVAILABLE' }] };
    for (const wait of retry(codes).waitsMs(FAST_FAILED, 9_999)) expect(wait).toBeLessThan(9_999);
    expect(retry({ retryableStatusCodes: [{ on: 'INTERNAL' }] }).waitsMs(FAST_FAILED, 9_999)).toEqual([]);
  });

  test('lets the back-off begin anew', () => {
    const lone = retry({
      maxAttempts: 5,
      initialBackoffMs: 100,
      backoffMultiplier: 10,
      maxBackoffMs: 100_000,
    });
    lone.call();
    const said = [-1, -1, 5_000, -1];
    for (const ms of said) {
      lone.endLast(UNAVAILABLE, ms);
      lone.wait(20_000_000);
    }
    const begins = lone.beganMs;
    // Answers came when the clock had run 20 s on from the answer before.
    expect(begins[1] - 0).toBeLessThanOrEqual(120);
    expect(begins[2] - 20_000).toBeGreaterThanOrEqual(800);
    expect(begins[3] - 40_000).toBe(5_000);
    expect(begins[4] - 60_000).toBeLessThanOrEqual(120);
  });
});

describe('with retryThrottling 10 / 0.1', () => {
  const throttled = () =>
    new LoneFork(
      (build) => create(build, createThrottle(build.with({ maxTokens: 10, tokenRatio: 0.1 }))),
      settings({ maxAttempts: 2 }),
    );

  test('the 5th failure in a row is not retried, and one success lets retries come again', () => {
    const lone = throttled();
    // Each call fails twice but for the third, whose first failure is the fifth.
    const retries = [1, 2, 3, 4].map(() => lone.waitsMs(UNAVAILABLE).length);
    expect(retries).toEqual([1, 1, 0, 0]);
    lone.waitsMs(OK);
    for (let i = 0; i < 20; i++) lone.waitsMs(OK); // 4 tokens and 2.1
    expect(lone.waitsMs(UNAVAILABLE)).toHaveLength(1);
  });

  test('pushback with a code that is not retryable is followed even when throttled', () => {
    const lone = throttled();
    for (let i = 0; i < 6; i++) lone.waitsMs(UNAVAILABLE);
    expect(lone.waitsMs(UNAVAILABLE, 300)).toEqual([]);
    expect(lone.waitsMs(LIMITED, 300)).toEqual([300]);
  });

  test('failures that are not retryable cost nothing', () => {
    const lone = throttled();
    for (let i = 0; i < 50; i++) lone.waitsMs(ERROR);
    expect(lone.waitsMs(UNAVAILABLE)).toHaveLength(1);
  });
});
