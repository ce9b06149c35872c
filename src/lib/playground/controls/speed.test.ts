import { expect, test } from 'vitest';
import { formatFactor, shareOf, SPEED_STOPS, speedAt } from './speed.ts';

test('the slider reaches every stop exactly', () => {
  for (const stop of SPEED_STOPS) expect(speedAt(shareOf(stop))).toBe(stop);
});

test('the slider goes from 0.001 to 100', () => {
  expect(speedAt(0)).toBe(0.001);
  expect(speedAt(1)).toBe(100);
  expect(speedAt(0.64)).toBeCloseTo(1.6, 6);
});

test.each([
  [0.00412, '×0.0041'],
  [1, '×1'],
  [0.25, '×0.25'],
  [37.4, '×37'],
  [0.00058, '×0.0006'],
  [0.0000017, '×0.000002'],
])('a factor of %d reads %s', (factor, text) => {
  expect(formatFactor(factor)).toBe(text);
});
