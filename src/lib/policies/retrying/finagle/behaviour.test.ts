import { expect, test } from 'vitest';
import { CANCELLED, outcomeCode, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { exceptions, isUniform } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const REFUSED = outcomeCode('connection-refused');

function retry(config: object, seed = 1): LoneFork {
  return new LoneFork((build) => create(build, null), { ...defaultsOf(policy.fields), ...config }, seed);
}
const waitsOf = (backoff: object, calls = 1, seed = 1) => {
  const lone = retry({ numTries: 7, backoff }, seed);
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

/** How far each random wait of a call lies between its bounds, 0 to 1, by its number from the first. */
const between: Readonly<Record<string, (wait: number, last: number, n: number) => number>> = {
  // From the last one, not from the base, to three times it.
  decorrelatedJittered: (wait, last) => (wait - last) / (2 * last),
  // From h to 2h, h doubling from the start.
  equalJittered: (wait, _, n) => (wait - 10 * 2 ** n) / (10 * 2 ** n),
  // Anything below the last one times 2, 4, 8, …
  exponentialJittered: (wait, last, n) => wait / (last * 2 ** (n + 1)),
};

test.each(Object.entries(between))('%s draws evenly between its bounds', (is, shareOf) => {
  const most = 10_000_000;
  const holds = (seed: number) => {
    const calls = waitsOf({ is, startMs: 10, maximumMs: most }, 200, seed);
    return isUniform(
      calls.flatMap((waits) =>
        waits.slice(1).flatMap((wait, n) => {
          // One in some hundred dies down to where a microsecond is coarse, and stays there.
          return waits[n] < 0.1 || wait >= most ? [] : [shareOf(wait, waits[n], n)];
        }),
      ),
    );
  };
  expect(exceptions(holds)).toEqual([]);
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
