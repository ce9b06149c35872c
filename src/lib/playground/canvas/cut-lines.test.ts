import { expect, test } from 'vitest';
import { cutAround, cutBetween, wayBetween } from './cut-lines.ts';

const rect = (x: number, y: number, width = 100, height = 50) => ({ x, y, width, height });
const pointsOf = (path: string) =>
  path
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number));

test.each([
  ['side by side', rect(0, 0), rect(200, 20), [145, 155], [-12, 82]],
  ['side by side, the other way round', rect(200, 20), rect(0, 0), [145, 155], [-12, 82]],
  ['one above the other', rect(0, 0), rect(20, 100), [-12, 132], [70, 80]],
  ['apart both ways: where the gap is wider', rect(0, 0), rect(300, 60), [195, 205], [-12, 122]],
])('a cut runs between two boxes, as far as they do: %s', (_, a, b, [left, right], [top, bottom]) => {
  const points = pointsOf(cutBetween(a, b) ?? '');
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  expect([Math.min(...xs), Math.max(...xs)]).toEqual([left, right]);
  expect([Math.min(...ys), Math.max(...ys)]).toEqual([top, bottom]);
});

test('between boxes that overlap there is no room for a cut', () => {
  expect(cutBetween(rect(0, 0), rect(50, 20))).toBeNull();
});

test('a cut around a box has four sides', () => {
  expect(cutAround(rect(0, 0)).match(/M/g)).toHaveLength(4);
});

test('the way between two boxes leads from border to border', () => {
  expect(wayBetween(rect(0, 0), rect(200, 0))).toEqual({ x1: 100, y1: 25, x2: 200, y2: 25 });
  expect(wayBetween(rect(0, 0), rect(0, 0))).toEqual({ x1: 50, y1: 25, x2: 50, y2: 25 });
});
