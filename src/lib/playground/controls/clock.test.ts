import { expect, test } from 'vitest';
import { formatClock, formatDuration } from './clock.ts';

test.each([
  [0, '0.000 s'],
  [22_412_999.7, '22.412 s'],
  [62_412_000, '1:02.412'],
  [3_602_000_000, '1:00:02.000'],
])('the clock shows %d us as %s', (micros, text) => {
  expect(formatClock(micros)).toBe(text);
});

test('slow motion shows microseconds', () => {
  expect(formatClock(22_412_345.6, 6)).toBe('22.412345 s');
});

test.each([
  [NaN, '–'],
  [85, '85 µs'],
  [3_140, '3.14 ms'],
  [31_400, '31.4 ms'],
  [1_250_000, '1.25 s'],
])('a duration of %d us reads %s', (micros, text) => {
  expect(formatDuration(micros)).toBe(text);
});
