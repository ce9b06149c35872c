import { expect, test } from 'vitest';
import type { Snapshot } from '#lib/engine/arena.ts';
import { Snapshots } from './snapshots.ts';

function ofSize(bytes: number): () => Snapshot {
  return () => ({ bytes, shape: 0, slabs: [], cells: [], parts: [] });
}

test('the one before a moment is the last at or before it', () => {
  const snapshots = new Snapshots(1_000);
  for (const at of [0, 10, 20]) snapshots.add(at, ofSize(1));
  expect([0, 9, 10, 19, 20, 99].map((at) => snapshots.before(at).atMicros)).toEqual([0, 0, 10, 10, 20, 20]);
  snapshots.dropAfter(10);
  expect(snapshots.before(99).atMicros).toBe(10);
});

test('a world that is run again over known time is not saved again', () => {
  const snapshots = new Snapshots(1_000);
  snapshots.add(10, ofSize(1));
  snapshots.add(10, () => expect.fail('it was saved'));
  snapshots.add(5, () => expect.fail('it was saved'));
  expect(snapshots.before(99).atMicros).toBe(10);
});

test('thinned to its budget it keeps the first and the last, and the young ones closer than the old', () => {
  const snapshots = new Snapshots(100);
  for (let at = 0; at <= 1_000; at++) snapshots.add(at, ofSize(10));
  const kept = [...new Set(Array.from({ length: 1_001 }, (_, at) => snapshots.before(at).atMicros))];
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([10, 0, 1_000]);
  const gaps = kept.slice(1).map((at, i) => at - kept[i]);
  expect(gaps[0]).toBeGreaterThan(gaps[gaps.length - 1] * 4);
});
