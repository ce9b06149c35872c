import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneBudget } from '#lib/policies/budgeting/lone-budget.ts';
import { create } from './behaviour.ts';
import { policy, type RetryLimit } from './policy.ts';

const lone = (limit: RetryLimit) => new LoneBudget(create, { limit });
const share = (budget_percent: number, min_retry_concurrency: number) =>
  lone({ is: 'retry_budget', budget_percent, min_retry_concurrency });

/** How many retries may be under way at once. */
function granted({ budget }: { budget: { mayRetry(): boolean } }): number {
  let count = 0;
  while (budget.mayRetry()) count++;
  return count;
}

test.each([
  [20, 3, 1, 3],
  [20, 3, 19, 3],
  [20, 3, 20, 4],
  [20, 3, 99, 19],
  [20, 0, 4, 0],
  [20, 0, 5, 1],
  [50, 0, 3, 1],
  [100, 0, 7, 7],
  [0, 2, 100, 2],
])('%i %%, at least %i: of %i tries under way %i may be retries', (percent, least, tries, retries) => {
  const budget = share(percent, least);
  for (let i = 0; i < tries; i++) budget.budget.tryBegan();
  expect(granted(budget)).toBe(retries);
});

test('as Envoy comes it has max_retries 3 and no budget', () => {
  expect(defaultsOf(policy.fields)).toEqual({ limit: { is: 'max_retries', max_retries: 3 } });
});

test.each([
  ['envoy', { is: 'max_retries', max_retries: 3 }],
  ['retry-budget', { is: 'retry_budget', budget_percent: 20, min_retry_concurrency: 3 }],
  ['istio', { is: 'max_retries', max_retries: 4_294_967_295 }],
])('the preset %s sets what the product does', (name, limit) => {
  expect(policy.presets?.find((preset) => preset.name === name)?.config).toEqual({ limit });
});

test('max_retries bounds retries whatever is under way', () => {
  const budget = lone({ is: 'max_retries', max_retries: 3 });
  for (let i = 0; i < 1_000; i++) budget.budget.tryBegan();
  expect(granted(budget)).toBe(3);
});

test('a place is free again when its retry ends, and not when a try does', () => {
  const { budget } = share(0, 1);
  budget.tryBegan();
  expect(budget.mayRetry()).toBe(true);
  budget.tryEnded();
  expect(budget.mayRetry()).toBe(false);
  budget.retryEnded();
  expect(budget.mayRetry()).toBe(true);
  budget.reset();
  expect(budget.mayRetry()).toBe(true);
});

test('it shows its level against its limit', () => {
  const budget = share(20, 3);
  for (let i = 0; i < 50; i++) budget.budget.tryBegan();
  budget.budget.mayRetry();
  expect(budget.budget.explain()[0]).toMatchObject({ key: 'budget', value: 1, of: 10, line: 10 });
});
