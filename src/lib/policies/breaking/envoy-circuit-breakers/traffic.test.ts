import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

const none = { is: 'none' };
const budget = (limit: object) => ({ is: 'envoy', limit });
const share = (budget_percent: number, min_retry_concurrency: number) =>
  budget({ is: 'retry_budget', budget_percent, min_retry_concurrency });

/** Fifty calls a second, each of 200 ms, all of which fail and are retried once, at once: who limits the retries? */
function failing(max_retries: number, retryBudget: object) {
  const nodes = {
    c: ['client', { ratePerSecond: 50, arrivals: 'constant' }],
    g: ['gateway', {}],
    s: ['service', { instances: 1, serviceTime: exactly(198), threads: 1_000, startSeconds: 0 }],
  } as const;
  const retry = { is: 'envoy', num_retries: 1, base_interval_ms: 1, max_interval_ms: 1 };
  const breaker = { is: 'envoy-circuit-breakers', max_retries };
  const edges = { 'c>g': { breaker: none, retry: none }, 'g>s': { breaker, retry, retryBudget } };
  return new Watched(sketch(nodes, edges, [at(0, 'fail-share', 's', { percent: 100 })])).run(10);
}

test.each([
  ['without a budget max_retries refuses what is over it', 3, none, 3, true],
  ['a retry_budget replaces max_retries: it alone decides', 3, share(0, 7), 7, false],
  ['a retry_budget replaces max_retries where it is the stricter one', 9, share(0, 2), 2, false],
  ['a budget of kind max_retries replaces it', 1, budget({ is: 'max_retries', max_retries: 6 }), 6, false],
  ['a budget of another product does not', 3, { is: 'finagle', minRetriesPerSec: 1_000 }, 3, true],
])('%s', (_, maxRetries, retryBudget, atOnce, breakerRefuses) => {
  const watched = failing(maxRetries, retryBudget);
  const { sent, refused } = watched.edge('g>s');
  const calls = watched.edge('c>g').sent;
  // So many retries at a time, each of 200 ms, for some 9.8 s.
  expect((sent - calls) / (9.8 / 0.2)).toBeCloseTo(atOnce, 0);
  expect(refused > 0).toBe(breakerRefuses);
});
