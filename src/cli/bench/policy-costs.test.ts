import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { bytesAllocated } from './allocation.ts';
import { bytesPerDecision } from './policy-costs.ts';

/** A double boxed on its way through a call. Objects, arrays and closures are larger. */
const MOST_BYTES = 16;
const DECISIONS = 50_000;

test.each(policies)('$family/$policy allocates nothing for a request', async (policy) => {
  expect(await bytesPerDecision(policy, DECISIONS)).toBeLessThanOrEqual(MOST_BYTES);
});

test('an object a request would be seen', async () => {
  const kept: object[] = [{}];
  const bytes = await bytesAllocated(() => {
    for (let i = 0; i < DECISIONS; i++) kept[0] = { i, before: i - 1, after: i + 1 };
  });
  expect(bytes / DECISIONS).toBeGreaterThan(MOST_BYTES);
});
