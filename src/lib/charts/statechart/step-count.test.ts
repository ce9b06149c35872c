import { expect, test } from 'vitest';
import { compactCount, stepKey } from './step-count.ts';

test.each([
  [0, '0'],
  [9_999, '9999'],
  [10_000, '10k'],
  [999_999, '999k'],
  [1_000_000, '1M'],
  [3_460_000, '3.4M'],
])('a count of %i is written %s', (count, text) => {
  expect(compactCount(count)).toBe(text);
});

test('the same event out of two states is counted apart', () => {
  expect(stepKey('live', 'cancelled')).not.toBe(stepKey('late', 'cancelled'));
});
