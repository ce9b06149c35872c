import { describe, expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { fatesOf } from '#lib/policies/limiting/replay-arrivals.ts';
import { create, type HaproxyStickTable } from './behaviour.ts';
import { policy } from './policy.ts';

function ratesOf(config: object, timesMs: readonly number[], epochMs = 0) {
  const settings = { ...defaultsOf(policy.fields), key: 'global', periodMs: 1_000, limit: 3, ...config };
  const lone = new LoneGate(create, settings, epochMs * 1_000);
  const rates: number[] = [];
  const arrivals = timesMs.map((atMs) => ({ atMs, client: 0, serviceMs: 0 }));
  const fates = fatesOf(lone, arrivals, () => rates.push((lone.gate as HaproxyStickTable).rate));
  return { rates, letIn: fates.map(({ admitted }) => admitted) };
}

describe('the rate', () => {
  test('weighs the last period with what is left of this one, rounded down', () => {
    const { rates } = ratesOf({ limit: 99 }, [500, 500, 500, 1_499, 1_500, 1_750, 1_834]);
    // 4 in the period from 500 ms; then 1 + 4, 2 + 4 * 0.75, 3 + floor(4 * 0.666).
    expect(rates).toEqual([1, 2, 3, 4, 5, 5, 5]);
  });

  test('counts periods from the first request, at an even ms', () => {
    expect(ratesOf({}, [301, 1_299, 1_300]).rates).toEqual([1, 2, 3]); // 300 to 1,300: a new period, with all of the last
    expect(ratesOf({}, [300, 1_299, 1_549]).rates).toEqual([1, 2, 2]); // 1 + floor(2 * 0.751)
  });

  test('of an odd period drifts by a ms each time', () => {
    const odd = ratesOf({ periodMs: 501, limit: 99 }, [0, 0, 0, 0, 501, 751]).rates;
    // The second period begins at 500, not at 501: 1 + 4 * 500 / 501, 2 + 4 * 250 / 501.
    expect(odd).toEqual([1, 2, 3, 4, 4, 3]);
  });

  test('begins anew once a whole period had no request', () => {
    expect(ratesOf({}, [0, 0, 0, 1_999]).rates).toEqual([1, 2, 3, 1]); // 3 * 1 / 1,000 left of it
    expect(ratesOf({}, [0, 0, 0, 2_000, 2_999, 3_000]).rates).toEqual([1, 2, 3, 1, 2, 3]);
  });
});

describe('a request', () => {
  test('is denied above the limit, not at it', () => {
    expect(ratesOf({}, [0, 0, 0, 0]).letIn).toEqual([true, true, true, false]);
  });

  const steady = Array.from({ length: 60 }, (_, i) => i * 200); // 5 a second
  test('that is denied counts, and keeps who does not slow down out', () => {
    expect(ratesOf({}, steady).letIn.filter(Boolean).length).toBe(3);
  });

  test('with the deny rule before the track rule finds the rate without itself, and counts if it was let in', () => {
    const { letIn } = ratesOf({ countsRejected: false }, [0, 0, 0, 0, 0, 0]);
    expect(letIn).toEqual([true, true, true, true, false, false]);
    expect(ratesOf({ countsRejected: false }, steady).letIn.filter(Boolean).length).toBeGreaterThan(30);
  });
});

test('an entry that is unused for its expiry is forgotten', () => {
  const times = [0, 0, 0, 0, 400, 700];
  expect(ratesOf({ expireMs: 400 }, times).rates).toEqual([1, 2, 3, 4, 1, 2]);
  expect(ratesOf({ expireMs: 401 }, times).rates).toEqual([1, 2, 3, 4, 5, 6]);
});
