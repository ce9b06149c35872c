import { expect, test } from 'vitest';
import { areas, type RatePoint } from './geometry.ts';

function point(atMicros: number, ok: number, failed = 0): RatePoint {
  return { atMicros, ok, failed, refused: 0, late: 0 };
}

test('families lie on one another, failures on the baseline', () => {
  const { paths, max } = areas([point(0, 6, 4), point(10, 5, 5)], (micros) => micros, 100);
  expect(max).toBe(10);
  expect(paths).toEqual([
    { family: 'failed', d: 'M0,60L10,50L10,100L0,100Z' },
    { family: 'ok', d: 'M0,0L10,0L10,50L0,60Z' },
  ]);
});

test('a family that never occurs has no path, and no points make none', () => {
  expect(areas([point(0, 1)], (micros) => micros, 10).paths.map(({ family }) => family)).toEqual(['ok']);
  expect(areas([], (micros) => micros, 10)).toMatchObject({ paths: [], max: 1 });
});
