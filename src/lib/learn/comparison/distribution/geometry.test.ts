import { expect, test } from 'vitest';
import { distributionPicture } from './geometry.ts';

const row = {
  ...{ id: 'a', mechanism: 'a', system: 'A', event: 'crash', because: '' },
  ...{ expected: { mean: 25, min: 20, max: 30 }, bins: [0, 0, 2, 8], binsTo: 40 },
  ...{ mean: 26, standardError: 1, least: 21, most: 39 },
};

test('bars stand where their seconds are, the tallest as tall as there is room', () => {
  expect(distributionPicture(row, 80).bars).toEqual([
    { x: 50, width: 25, y: 60 },
    { x: 75, width: 25, y: 0 },
  ]);
});

test('what was derived and what was measured share the axis, which has round ends', () => {
  const { derived, measuredMean, ticks } = distributionPicture(row, 80);
  expect(derived).toEqual({ mean: 62.5, min: 50, max: 75 });
  expect(measuredMean).toBe(65);
  expect(ticks.map(({ label }) => label)).toEqual(['0', '10', '20', '30', '40 s']);
});

test('a range that reaches beyond every sample is on the axis too', () => {
  const { derived } = distributionPicture({ ...row, expected: { mean: 60, min: 40, max: 80 } }, 80);
  expect(derived).toEqual({ mean: 75, min: 50, max: 100 });
});

test('an instance that nobody called any more is a bar at 0', () => {
  const none = { ...row, bins: [400, 0], binsTo: 0, expected: { mean: 0, min: 0, max: 0 }, mean: 0 };
  expect(distributionPicture(none, 80)).toMatchObject({ bars: [{ x: 0, y: 0 }], derived: { max: 0 } });
});
