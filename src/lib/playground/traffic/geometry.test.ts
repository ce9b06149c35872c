import { describe, expect, test } from 'vitest';
import { EdgeTables, pathLength, pathTable, pointAt } from './geometry.ts';

const cubic = [0, 0, 120, 0, 30, 200, 150, 200];

describe('a path', () => {
  test('begins and ends where the edge does', () => {
    const table = pathTable(cubic);
    expect(table.length).toBe(130);
    expect(pointAt(table, 0)).toEqual({ x: 0, y: 0 });
    expect(pointAt(table, 1)).toEqual({ x: 150, y: 200 });
    expect(pointAt(table, -3)).toEqual({ x: 0, y: 0 });
    expect(pointAt(table, 4)).toEqual({ x: 150, y: 200 });
  });

  test('is walked at even pace', () => {
    const table = pathTable(cubic);
    const steps = Array.from({ length: 64 }, (_, i) => {
      const [a, b] = [pointAt(table, i / 64), pointAt(table, (i + 1) / 64)];
      return Math.hypot(b.x - a.x, b.y - a.y);
    });
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.01);
  });

  test('may be straight', () => {
    expect(pointAt(pathTable([10, 20, 110, 220]), 0.25)).toEqual({ x: 35, y: 70 });
  });

  test('has a length', () => {
    expect(pathLength(pathTable([0, 0, 30, 40]))).toBeCloseTo(50, 3);
  });

  test('may be a point', () => {
    expect(pointAt(pathTable([5, 5, 5, 5, 5, 5, 5, 5]), 0.5)).toEqual({ x: 5, y: 5 });
  });
});

describe('the tables of the edges', () => {
  test('are rebuilt one at a time', () => {
    const edges = new EdgeTables();
    edges.set(0, cubic);
    edges.set(2, cubic);
    const other = edges.table(0);
    edges.set(2, [0, 0, 9, 9]);
    expect(edges.table(0)).toBe(other);
    expect(edges.table(1)).toBeUndefined();
    expect(pointAt(edges.table(2) ?? pathTable(cubic), 1)).toEqual({ x: 9, y: 9 });
  });

  test('forget an edge that was dropped', () => {
    const edges = new EdgeTables();
    edges.set(3, cubic);
    const { version } = edges;
    edges.drop(3);
    expect(edges.table(3)).toBeUndefined();
    expect(edges.version).toBeGreaterThan(version);
  });
});
