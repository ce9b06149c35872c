import { expect, test } from 'vitest';
import { ERROR, outcomeCode, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { areEquallyLikely, exceptions } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

function retry(config: object, seed = 1): LoneFork {
  const all = { ...defaultsOf(policy.fields), ...config };
  return new LoneFork((build) => create(build, null), all, seed);
}

test('by default there are three tries, 500 ms apart', () => {
  expect(retry({}).waitsMs(ERROR)).toEqual([500, 500]);
});

// Recorded from the real IntervalFunction.
test.each([
  [0, [500, 750, 1_125, 1_687, 2_530, 3_795]],
  [2_000, [500, 750, 1_125, 1_687, 2_000, 2_000]],
])('an exponential interval is cut to ms at each step (500 × 1.5, max %i)', (maxIntervalMs, waits) => {
  const intervalFunction = { is: 'exponential', initialIntervalMs: 500, multiplier: 1.5, maxIntervalMs };
  expect(retry({ maxAttempts: 7, intervalFunction }).waitsMs(ERROR)).toEqual(waits);
});

test('cut once at the end the fourth would be another', () => {
  const intervalFunction = { is: 'exponential', initialIntervalMs: 3, multiplier: 1.5, maxIntervalMs: 0 };
  // 3, 4.5, 6.75, 10.125 without cuts
  expect(retry({ maxAttempts: 5, intervalFunction }).waitsMs(ERROR)).toEqual([3, 4, 6, 9]);
});

test.each([
  ['randomized', { waitDurationMs: 100, randomizationFactor: 0.5 }, 50, 150],
  ['randomized', { waitDurationMs: 1, randomizationFactor: 0.9 }, 1, 2],
  [
    'exponential-randomized',
    { initialIntervalMs: 100, multiplier: 2, randomizationFactor: 0.1, maxIntervalMs: 0 },
    90,
    110,
  ],
  [
    'exponential-randomized',
    { initialIntervalMs: 100, multiplier: 2, randomizationFactor: 0.5, maxIntervalMs: 120 },
    50,
    120,
  ],
])('%s %j draws every whole ms from %i to %i, and bounds what it drew', (is, rest, least, most) => {
  const lone = retry({ maxAttempts: 2, intervalFunction: { is, ...rest } });
  const waits = Array.from({ length: 3_000 }, () => lone.waitsMs(ERROR)[0]);
  const drawn = [...new Set(waits)].sort((a, b) => a - b);
  expect(drawn).toEqual(Array.from({ length: most - least + 1 }, (_, i) => least + i));
});

test.each([
  [{ is: 'randomized', waitDurationMs: 100, randomizationFactor: 0.5 }, 50, 101],
  [
    {
      is: 'exponential-randomized',
      initialIntervalMs: 100,
      multiplier: 2,
      randomizationFactor: 0.1,
      maxIntervalMs: 0,
    },
    90,
    21,
  ],
])('%j draws each of them as often as any other', (intervalFunction, least, count) => {
  const holds = (seed: number) => {
    const lone = retry({ maxAttempts: 2, intervalFunction }, seed);
    const waits = Array.from({ length: 1_000 }, () => lone.waitsMs(ERROR)[0]);
    return areEquallyLikely(
      waits.map((wait) => wait - least),
      count,
    );
  };
  expect(exceptions(holds)).toEqual([]);
});

const failures: readonly Outcome[] = [
  ...(['error', 'timed-out', 'connection-refused', 'reset', 'fast-failed', 'rate-limited'] as const),
  ...(['unauthorized', 'no-route', 'no-instance', 'queue-full', 'partitioned'] as const),
];
test.each(failures)('a default Retry retries %s', (outcome) => {
  expect(retry({}).waitsMs(outcomeCode(outcome))).toHaveLength(2);
});

test.each([
  ['cancelled', []],
  ['fast-failed', ['CallNotPermittedException']],
  ['rate-limited', ['RequestNotPermitted']],
  ['queue-full', ['BulkheadFullException']],
  ['partitioned', ['ConnectException']],
] as const)('it does not retry %s with ignoreExceptions %j', (outcome, names) => {
  const ignoreExceptions = names.map((on) => ({ on }));
  expect(retry({ ignoreExceptions }).waitsMs(outcomeCode(outcome))).toEqual([]);
});

test('maxAttempts 1 never retries', () => {
  expect(retry({ maxAttempts: 1 }).waitsMs(ERROR)).toEqual([]);
});
