import { expect, test } from 'vitest';
import { policies } from '#lib/policies/policies.ts';
import { bytesAllocated } from './allocation.ts';
import { policyCosts } from './policy-costs.ts';

/** Less than the smallest object. A double that crosses a call not inlined is boxed, which now and then happens. */
const MOST_BYTES = 24;

test('no policy allocates for a request', async () => {
  const costs = await policyCosts(20_000);
  expect(costs).toHaveLength(policies.length);
  expect(costs.filter(({ bytesPerDecision }) => bytesPerDecision > MOST_BYTES)).toEqual([]);
}, 60_000);

test('an object a request would be seen', async () => {
  const kept: object[] = [{}];
  const bytes = await bytesAllocated(() => {
    for (let i = 0; i < 20_000; i++) kept[0] = { i, before: i - 1, after: i + 1 };
  });
  expect(bytes / 20_000).toBeGreaterThan(MOST_BYTES);
});
