import { describe, expect, test } from 'vitest';
import { BACKWARD, HOP } from '#lib/runner/protocol.ts';
import { HopStore } from './hop-store.ts';
import { chooseLens, exactMarks, label, shortLabel } from './lenses.ts';
import { Marks } from './marks.ts';
import { chunkOf } from './sample-hops.ts';
import type { SampleHop } from './sample-hops.ts';

const all = { heartbeats: false, checks: false, lookups: false, requests: false };

function exactly(hops: readonly SampleHop[], t: number, look: { hidden?: typeof all; still?: boolean } = {}) {
  const store = new HopStore();
  store.append(chunkOf(hops));
  const marks = new Marks();
  exactMarks(store, { playheadMicros: t, speed: 0.001, hidden: all, still: false, ...look }, marks);
  return Array.from({ length: marks.count }, (_, i) => [marks.shape[i], marks.share[i]]);
}

describe('the exact lens', () => {
  test.each([
    [999, []],
    [1000, [[HOP.request, 0]]],
    [1250, [[HOP.request, 0.25]]],
    [1999.5, [[HOP.request, 0.9995]]],
    [2000, [[HOP.ok, 1]]],
    [2750, [[HOP.ok, 0.25]]],
    [3000, []],
  ])('has each message at its true place at %d', (t, marks) => {
    const there: SampleHop = [0, 1000, 2000, HOP.request, 1];
    const back: SampleHop = [0, 2000, 3000, HOP.ok + BACKWARD, 1];
    expect(exactly([there, back], t)).toEqual(marks);
  });

  test('bounces a refusal of the caller near the caller, for 0.3 s of wall time', () => {
    // At speed 0.001, 0.3 s of wall time are 300 simulated micros.
    const refusal: SampleHop = [0, 1000, 1000, HOP.refused + BACKWARD, 1];
    expect(exactly([refusal], 999)).toEqual([]);
    expect(exactly([refusal], 1000)).toEqual([[HOP.refused, 0]]);
    expect(exactly([refusal], 1150)).toEqual([[HOP.refused, 0.16]]);
    expect(exactly([refusal], 1300)).toEqual([]);
  });

  test('shows a refusal by the callee travel all the way back', () => {
    expect(exactly([[0, 0, 100, HOP.refused + BACKWARD, 1]], 50)).toEqual([[HOP.refused, 0.5]]);
  });

  test('loses a lost message at mid-edge, under a cross', () => {
    const lost: SampleHop = [0, 0, 1000, HOP.lost, 1];
    expect(exactly([lost], 350)).toEqual([[HOP.request, 0.25]]);
    expect(exactly([lost], 800)).toEqual([[HOP.lost, 0.5]]);
  });

  test('leaves out what is hidden', () => {
    const hops: SampleHop[] = [
      [0, 0, 100, HOP.request, 1],
      [0, 0, 100, HOP.heartbeat, -1],
      [0, 0, 100, HOP.lookup, -1],
      [0, 0, 100, HOP.notice + BACKWARD, -1],
    ];
    const shapes = (hidden: typeof all) => exactly(hops, 50, { hidden }).map(([shape]) => shape);
    expect(shapes({ ...all, heartbeats: true })).toEqual([HOP.request, HOP.lookup, HOP.notice]);
    expect(shapes({ ...all, lookups: true })).toEqual([HOP.request, HOP.heartbeat]);
    expect(shapes({ ...all, requests: true })).toEqual([HOP.heartbeat, HOP.lookup, HOP.notice]);
  });

  test('stands still at quarters for who wants no motion', () => {
    const message: SampleHop = [0, 0, 1000, HOP.request, 1];
    const shares = [100, 200, 400, 630, 900].map((t) => exactly([message], t, { still: true })[0][1]);
    expect(shares).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });
});

test.each([
  [0.001, 500, 'exact'],
  [1, 100_000, 'exact'],
  [1, 99_999, 'journeys'],
  [20, 500, 'journeys'],
  [20.1, 1e9, 'flows'],
  [1, 0, 'journeys'],
])('at speed %d with hops of %d us the lens is %s', (speed, typical, lens) => {
  expect(chooseLens(speed, typical)).toBe(lens);
});

test('the label says what is left out', () => {
  expect(label('exact', 1)).toBe('exact: every message at its true place');
  expect(label('journeys', 4)).toBe('1 of 4 requests, hops lengthened to 0.4 s');
  expect(label('journeys', 1)).toBe('every request, hops lengthened to 0.4 s');
  expect(label('flows', 4)).toBe('flows only');
  expect(shortLabel('exact', 1)).toBe('exact');
  expect(shortLabel('journeys', 4)).toBe('1 of 4 · slowed');
  expect(shortLabel('journeys', 1)).toBe('all · slowed');
});
