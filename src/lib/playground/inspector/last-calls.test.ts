import { expect, test } from 'vitest';
import { BACKWARD, HOP } from '#lib/base/hop.ts';
import { HopStore } from '#lib/playground/traffic/hop-store.ts';
import { lastCalls } from './last-calls.ts';

test('the last answers that have arrived at the caller, oldest first', () => {
  const hops = store([
    [0, 0, 10, HOP.request],
    [0, 10, 20, HOP.ok + BACKWARD],
    [1, 11, 21, HOP.failed + BACKWARD],
    [0, 12, 40, HOP.failed + BACKWARD],
    [0, 13, 25, HOP.late + BACKWARD],
    [0, 14, 14, HOP.refused + BACKWARD],
    [0, 15, 99, HOP.ok + BACKWARD],
  ]);
  expect(lastCalls(hops, new Set([0]), 50, 8)).toEqual(['refused', 'ok', 'late', 'failed']);
  expect(lastCalls(hops, new Set([0]), 50, 2)).toEqual(['late', 'failed']);
  expect(lastCalls(hops, new Set([0, 1]), 22, 8)).toEqual(['refused', 'ok', 'failed']);
});

test('an answer that arrives at this very moment is not in yet', () => {
  const hops = store([[0, 10, 20, HOP.ok + BACKWARD]]);
  expect(lastCalls(hops, new Set([0]), 20, 8)).toEqual([]);
  expect(lastCalls(hops, new Set([0]), 21, 8)).toEqual(['ok']);
});

function store(rows: [edge: number, start: number, end: number, shape: number][]): HopStore {
  const hops = new HopStore();
  hops.append({
    count: rows.length,
    edge: Uint16Array.from(rows, ([edge]) => edge),
    start: Float64Array.from(rows, ([, start]) => start),
    end: Float64Array.from(rows, ([, , end]) => end),
    shape: Uint8Array.from(rows, ([, , , shape]) => shape),
    root: Float64Array.from(rows, (_, i) => i),
  });
  return hops;
}
