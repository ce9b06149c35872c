import { describe, expect, test } from 'vitest';
import { BACKWARD, HOP } from '#lib/runner/protocol.ts';
import { HopStore } from './hop-store.ts';
import { Journeys } from './journeys.ts';
import type { Routes } from './journeys.ts';
import { Marks } from './marks.ts';
import { chunkOf, steadyTraffic } from './sample-hops.ts';
import type { SampleHop } from './sample-hops.ts';
import { headroomMicros, isShown, oneInOf, windowAt } from './thinning.ts';

const hidden = { heartbeats: false, checks: false, lookups: false, requests: false };
const back = BACKWARD;

function storeOf(hops: readonly SampleHop[]): HopStore {
  const store = new HopStore();
  store.append(chunkOf(hops));
  return store;
}

function marksAt(store: HopStore, t: number, speed = 1, routes: Routes | null = null): Marks {
  const marks = new Marks();
  new Journeys().add(store, { playheadMicros: t, speed, hidden, still: false }, routes, marks);
  return marks;
}

/** Sequence number and share of what is drawn at t. */
function drawn(store: HopStore, t: number, routes: Routes | null = null): [number, number][] {
  const marks = marksAt(store, t, 1, routes);
  const rows = Array.from({ length: marks.count }, (_, i): [number, number] => [
    marks.hop[i],
    marks.share[i],
  ]);
  return rows.sort((a, b) => a[0] - b[0]);
}

/** When a hop is first and no longer drawn, to the millisecond. */
function span(store: HopStore, hop: number, routes: Routes | null = null): [number, number] {
  const seen: number[] = [];
  const end = store.end[store.slot(hop)];
  for (let t = end - 4_500_000; t < end + 10_000; t += 1000) {
    if (drawn(store, t, routes).some(([h]) => h === hop)) seen.push(t);
  }
  return [seen[0], seen[seen.length - 1] + 1000];
}

describe('a journey', () => {
  const quick = storeOf([
    [0, 5_000_000, 5_001_000, HOP.request, 9],
    [1, 5_002_000, 5_003_000, HOP.request, 9],
    [1, 5_008_000, 5_009_000, HOP.ok + back, 9],
    [0, 5_009_000, 5_010_000, HOP.ok + back, 9],
  ]);

  test('lands when the request truly ends, each hop lengthened to 0.4 s directly before the next', () => {
    expect(span(quick, 3)).toEqual([4_610_000, 5_010_000]);
    expect(span(quick, 2)).toEqual([4_210_000, 4_610_000]);
    expect(span(quick, 1)).toEqual([3_810_000, 4_210_000]);
    expect(span(quick, 0)).toEqual([3_410_000, 3_810_000]);
  });

  test('reaches the very end of the edge at that moment', () => {
    expect(drawn(quick, 5_009_999)).toEqual([[3, expect.closeTo(0, 4)]]);
    expect(drawn(quick, 5_010_000)).toEqual([]);
  });

  test('takes 2.4 s at the most', () => {
    const hops = Array.from({ length: 24 }, (_, i): SampleHop => {
      return [0, 5_000_000 + i * 1000, 5_001_000 + i * 1000, HOP.request, 9];
    });
    const store = storeOf(hops);
    expect(span(store, 23)).toEqual([4_924_000, 5_024_000]);
    expect(span(store, 0)[0]).toBe(5_024_000 - 2_400_000);
  });

  test('brings a request to a slow callee when it truly came there', () => {
    const store = storeOf([
      [0, 2_000_000, 2_001_000, HOP.request, 9],
      [0, 12_001_000, 12_002_000, HOP.late + back, 9],
    ]);
    expect(span(store, 0)).toEqual([1_601_000, 2_001_000]);
    expect(span(store, 1)).toEqual([11_602_000, 12_002_000]);
  });

  test('is not delayed by a callee that answers when the caller has long gone', () => {
    const routes = [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ];
    const store = storeOf([
      [0, 5_000_000, 5_001_000, HOP.request, 9],
      [1, 5_001_000, 5_002_000, HOP.request, 9],
      [0, 6_000_000, 6_001_000, HOP.late + back, 9],
      [1, 6_100_000, 6_101_000, HOP.ok + back, 9],
    ]);
    expect(span(store, 2, routes)).toEqual([5_601_000, 6_001_000]);
    expect(span(store, 3, routes)).toEqual([5_701_000, 6_101_000]);
  });

  test('never shows a longer hop as a shorter one', () => {
    const store = storeOf([[0, 3_000_000, 7_000_000, HOP.request, 9]]);
    expect(span(store, 0)).toEqual([3_000_000, 7_000_000]);
  });

  test('ends in a bounce at the caller when its breaker refuses', () => {
    const store = storeOf([[0, 5_000_000, 5_000_000, HOP.refused + back, 9]]);
    expect(span(store, 0)).toEqual([4_700_000, 5_000_000]);
    expect(drawn(store, 4_850_000)).toEqual([[0, 0.16]]);
  });

  test('is drawn by what is known while it goes on, and what is in sight does not move when more is known', () => {
    const hops: SampleHop[] = [
      [0, 5_000_000, 5_001_000, HOP.request, 9],
      [0, 8_001_000, 8_002_000, HOP.ok + back, 9],
    ];
    const t = 4_900_000;
    const early = storeOf(hops.slice(0, 1));
    expect(hops[1][1]).toBeGreaterThan(t + headroomMicros(1));
    expect(drawn(early, t)).toEqual(drawn(storeOf(hops), t));
  });
});

test('control traffic is lengthened to 0.4 s and lands at its true end', () => {
  const store = storeOf([[3, 5_000_000, 5_000_400, HOP.heartbeat, -1]]);
  expect(drawn(store, 4_600_399)).toEqual([]);
  expect(drawn(store, 4_800_400)).toEqual([[0, 0.5]]);
  expect(drawn(store, 5_000_400)).toEqual([]);
});

describe('the choice of journeys', () => {
  test('nests: who is shown at 1 in 2m is shown at 1 in m', () => {
    const store = new HopStore();
    store.append(steadyTraffic(5000, 100, 10));
    const shown = (oneIn: number) => {
      const hops = Array.from({ length: store.count }, (_, hop) => hop);
      return new Set(hops.filter((hop) => isShown(store.rank[hop], oneIn)).map((hop) => store.root[hop]));
    };
    for (let oneIn = 1; oneIn < 64; oneIn *= 2) {
      const [more, fewer] = [shown(oneIn), shown(2 * oneIn)];
      expect([...fewer].every((root) => more.has(root))).toBe(true);
      expect(fewer.size / more.size).toBeCloseTo(0.5, 0);
    }
  });

  test('is of whole journeys', () => {
    const store = new HopStore();
    store.append(steadyTraffic(20_000, 500, 50));
    const marks = marksAt(store, 5_000_000);
    const roots = new Set(
      Array.from({ length: marks.count }, (_, i) => store.root[store.slot(marks.hop[i])]),
    );
    const oneIn = oneInOf(store, windowAt(5_000_000, 1), 1, 'requests');
    for (const root of roots) {
      expect(isShown(store.rank[store.slot(store.newestOfRoot(root))], oneIn)).toBe(true);
    }
  });

  test.each([
    [100, 1, 80],
    [2_000, 8, 200],
    [5_000, 16, 250],
  ])('of %d requests a second is 1 in %d, so that about %d messages are on screen', (rate, oneIn, about) => {
    const store = new HopStore();
    store.append(steadyTraffic(10 * rate, 1e6 / rate, 20));
    expect(oneInOf(store, windowAt(5_000_000, 1), 1, 'requests')).toBe(oneIn);
    const { count } = marksAt(store, 5_000_000);
    expect(count).toBeGreaterThan(about * 0.7);
    expect(count).toBeLessThan(about * 1.3);
  });

  test('holds from the first moment of a run', () => {
    const store = new HopStore();
    store.append(steadyTraffic(20_000, 500, 20));
    expect(oneInOf(store, 0, 1, 'requests')).toBe(oneInOf(store, 1, 1, 'requests'));
  });

  test('needs no record beyond the headroom', () => {
    const [whole, head] = [new HopStore(), new HopStore()];
    whole.append(steadyTraffic(20_000, 500, 50));
    head.append(steadyTraffic(20_000, 500, 50));
    head.truncate(4_000_000 + headroomMicros(1));
    const [a, b] = [whole, head].map((store) => marksAt(store, 4_000_000));
    expect(b.count).toBe(a.count);
    expect([...b.share.subarray(0, b.count)]).toEqual([...a.share.subarray(0, a.count)]);
  });
});
