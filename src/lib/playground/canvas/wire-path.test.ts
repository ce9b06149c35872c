import { expect, test } from 'vitest';
import { callPath, facingPath, toSvg, wireWidth } from './wire-path.ts';

const box = (x: number, y: number) => ({ x, y, width: 100, height: 50 });

test('a call leaves to the right and arrives from the left, even where it has to go back', () => {
  for (const x2 of [400, 10, -300]) {
    const [x1, , ax, , bx, , end] = callPath(100, 0, x2, 80);
    expect(ax).toBeGreaterThan(x1);
    expect(bx).toBeLessThan(end);
  }
});

test('talk runs between the sides that face each other', () => {
  expect(facingPath(box(0, 0), box(0, 200)).slice(0, 2)).toEqual([50, 50]);
  expect(facingPath(box(0, 200), box(0, 0)).slice(6)).toEqual([50, 50]);
  expect(facingPath(box(0, 0), box(300, 10)).slice(6)).toEqual([300, 35]);
  expect(facingPath(box(300, 0), box(0, 10)).slice(6)).toEqual([100, 35]);
});

test('a path is written as SVG wants it', () => {
  expect(toSvg([1, 2, 3, 4, 5, 6, 7, 8])).toBe('M1 2C3 4 5 6 7 8');
});

test('a wire grows with its load, but stays a wire', () => {
  expect(wireWidth(0)).toBe(1.5);
  expect(wireWidth(200)).toBeGreaterThan(wireWidth(20));
  expect(wireWidth(1e9)).toBe(5);
});
