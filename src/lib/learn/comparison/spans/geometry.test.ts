import { expect, test } from 'vitest';
import type { RowFigures } from '#lib/metrics/discovery-figures.ts';
import { spansPicture } from './geometry.ts';

test('seconds and minutes have room on one axis, from 0 to the largest of all, the soonest first', () => {
  const { spans, ticks } = spansPicture([row(150, 330), row(0, 0.5)]);
  expect(spans[0].least).toBe(0);
  expect(spans[0].most).toBeGreaterThan(5);
  expect(spans[1].derived.max).toBe(100);
  expect(ticks.map(({ label }) => label)).toEqual([
    '0 s',
    '1 s',
    '3 s',
    '10 s',
    '30 s',
    '1 min',
    '2 min',
    '5 min',
  ]);
});

test('what was measured and what was derived share the axis', () => {
  const [{ least, most, mean, derived }] = spansPicture([row(20, 31)]).spans;
  expect({ min: least, max: most }).toEqual(derived);
  expect(mean).toBeGreaterThan(least);
  expect(mean).toBeLessThan(most);
});

function row(min: number, max: number): RowFigures {
  const mean = (min + max) / 2;
  return {
    ...{ id: 'a', mechanism: 'a', system: 'A', event: 'crash', because: '', bins: [], binsTo: max },
    ...{ expected: { mean, min, max }, mean, standardError: 1, least: min, most: max },
  };
}
