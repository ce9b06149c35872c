import { expect, test } from 'vitest';
import { timeAxis } from './geometry.ts';

test('the axis spans a minute at first and grows by steps before the run reaches its end', () => {
  expect(timeAxis(0, 600).spanMicros).toBe(60e6);
  expect(timeAxis(58e6, 600).spanMicros).toBe(60e6);
  expect(timeAxis(59e6, 600).spanMicros).toBe(120e6);
  expect(timeAxis(500e6, 600)).toMatchObject({ spanMicros: 600e6, cellMicros: 10e6 });
});

test('x and time are inverse, and stay within the axis', () => {
  const axis = timeAxis(0, 600);
  expect(axis.x(30e6)).toBe(300);
  expect(axis.micros(300)).toBe(30e6);
  expect(axis.micros(-5)).toBe(0);
  expect(axis.micros(9_999)).toBe(60e6);
  expect(timeAxis(0, 0).micros(5)).toBe(0);
});

test.each([
  [300, ['0 s', '30 s']],
  [600, ['0 s', '10 s', '20 s', '30 s', '40 s', '50 s']],
])('at a width of %i px the ticks have room', (width, labels) => {
  expect(timeAxis(0, width).ticks.map(({ label }) => label)).toEqual(labels);
});

test('long axes are labelled in minutes', () => {
  expect(timeAxis(100e6, 400).ticks.map(({ label }) => label)).toEqual(['0 min', '0:30', '1 min', '1:30']);
});
