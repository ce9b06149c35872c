import { expect, test } from 'vitest';
import { windowBars } from './breaker-facts.ts';

test.each([
  [1, 1],
  [20, 20],
  [21, 11],
  [3_600, 20],
])('a window of %i buckets is shown in %i bars that together hold everything', (buckets, shown) => {
  const bars = windowBars(buckets, 1, (back) => ({ total: back + 1, failed: back % 2 }));
  expect(bars.length).toBe(shown);
  expect(bars.at(-1)?.label).toBe('now');
  expect(bars.reduce((sum, { value }) => sum + value, 0)).toBe((buckets * (buckets + 1)) / 2);
  expect(bars.reduce((sum, { bad = 0 }) => sum + bad, 0)).toBe(Math.floor(buckets / 2));
});
