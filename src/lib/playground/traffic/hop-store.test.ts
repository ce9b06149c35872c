import { describe, expect, test } from 'vitest';
import { HOP } from '#lib/runner/protocol.ts';
import { HopStore } from './hop-store.ts';
import { chunkOf, steadyTraffic } from './sample-hops.ts';

function inFlight(store: HopStore, from: number, to = from): number[] {
  const starts: number[] = [];
  store.eachInFlight(from, to, (hop) => starts.push(store.start[store.slot(hop)]));
  return starts;
}

describe('what is in flight', () => {
  test('is found with both ends of its time included', () => {
    const store = new HopStore();
    store.append(chunkOf([[0, 100, 200, HOP.request, 1]]));
    expect([99, 100, 150, 200, 201].map((t) => inFlight(store, t).length)).toEqual([0, 1, 1, 1, 0]);
  });

  test('is the same as by looking at every hop', () => {
    const store = new HopStore(1024);
    const spans = [0, 3, 900, 41, 7, 12_000, 1];
    const hops = Array.from(
      { length: 3000 },
      (_, i) => [0, i * 5, i * 5 + spans[i % 7], HOP.request, i] as const,
    );
    for (let i = 0; i < hops.length; i += 100) store.append(chunkOf(hops.slice(i, i + 100)));
    const kept = hops.slice(store.first);
    for (const [from, to] of [
      [0, 20_000],
      [9_000, 9_000],
      [13_333, 13_400],
      [14_995, 30_000],
    ]) {
      const slowly = kept.filter((hop) => hop[1] <= to && hop[2] >= from).map((hop) => hop[1]);
      expect(inFlight(store, from, to)).toEqual(slowly);
    }
  });

  test('costs looks by what is visible, not by what is recorded', () => {
    const store = new HopStore();
    store.append(steadyTraffic(50_000, 1000, 500));
    const looks = store.eachInFlight(30_000_000, 30_000_000, () => undefined);
    expect(looks).toBeLessThan(20);
  });

  test('costs few looks although one hop took very long', () => {
    const store = new HopStore();
    store.append(chunkOf([[0, 0, 1e9, HOP.request, 1e6]]));
    store.append(steadyTraffic(50_000, 1000, 500));
    const looks = store.eachInFlight(30_000_000, 30_000_000, () => undefined);
    expect(looks).toBeLessThan(1000);
    expect(inFlight(store, 30_000_000)).toContain(0);
  });
});

describe('the ring', () => {
  test('grows by need to its limit and then forgets the oldest', () => {
    const store = new HopStore(8192);
    store.append(steadyTraffic(10_000, 10, 1));
    expect(store.count).toBeLessThanOrEqual(8192);
    expect(store.count).toBeGreaterThan(8192 - 256);
    expect(store.next).toBe(20_000);
    expect(store.start[store.slot(store.next - 1)]).toBe(99_992);
    expect(store.newestOfRoot(0)).toBe(-1);
    expect(store.newestOfRoot(9_999)).toBe(19_999);
  });

  test('does not follow a root back to hops it forgot', () => {
    const store = new HopStore(512);
    store.append(chunkOf([[0, 0, 1, HOP.request, 7]]));
    store.append(steadyTraffic(300, 10, 1));
    store.append(chunkOf([[0, 9_000, 9_001, HOP.request, 7]]));
    const newest = store.newestOfRoot(7);
    expect(newest).toBe(store.next - 1);
    const before = store.previousOfRoot(newest);
    expect(before === -1 || before >= store.first).toBe(true);
  });

  test('is empty after a clear, and fills again', () => {
    const store = new HopStore();
    store.append(steadyTraffic(100, 10, 1));
    store.clear();
    expect([store.count, store.firstStart, store.newestOfRoot(5)]).toEqual([0, Infinity, -1]);
    store.append(steadyTraffic(3, 10, 1));
    expect(store.count).toBe(6);
  });
});

describe('a truncation', () => {
  test('forgets hops that start at its time or later, and keeps those under way', () => {
    const store = new HopStore();
    store.append(
      chunkOf([
        [0, 10, 90, HOP.request, 1],
        [0, 20, 30, HOP.request, 2],
        [0, 50, 60, HOP.ok, 2],
        [0, 70, 80, HOP.ok, 3],
      ]),
    );
    store.truncate(50);
    expect(inFlight(store, 0, 100)).toEqual([10, 20]);
    expect(store.newestOfRoot(2)).toBe(1);
    expect(store.newestOfRoot(3)).toBe(-1);
    expect(store.countStarts(0, 100)).toEqual({ requests: 2, control: 0 });
  });

  test('leaves the store as if what was forgotten had never come', () => {
    const [cut, plain] = [new HopStore(), new HopStore()];
    const early = steadyTraffic(400, 10, 3);
    plain.append(early);
    cut.append(early);
    cut.append(chunkOf([[0, 5_000, 9e9, HOP.request, 12]]));
    cut.truncate(4_500);
    for (const store of [cut, plain]) store.append(chunkOf([[0, 6_000, 6_010, HOP.ok, 12]]));
    expect(inFlight(cut, 0, 1e9)).toEqual(inFlight(plain, 0, 1e9));
    expect(cut.previousOfRoot(cut.next - 1)).toBe(plain.previousOfRoot(plain.next - 1));
    expect(inFlight(cut, 8_000)).toEqual([]);
  });

  test('beyond the end changes nothing', () => {
    const store = new HopStore();
    store.append(steadyTraffic(4, 10, 3));
    const { version } = store;
    store.truncate(1e9);
    expect([store.count, store.version]).toEqual([8, version]);
  });
});

test('requests and control traffic are counted apart', () => {
  const store = new HopStore();
  store.append(
    chunkOf([
      [0, 1, 2, HOP.request, 1],
      [1, 2, 3, HOP.heartbeat, -1],
      [1, 3, 4, HOP.lookup, -1],
      [0, 4, 5, HOP.ok, 1],
    ]),
  );
  expect(store.countStarts(2, 5)).toEqual({ requests: 1, control: 2 });
  expect(store.countStarts(0, 2)).toEqual({ requests: 1, control: 0 });
});

test('a typical hop is the median one', () => {
  const store = new HopStore();
  expect(store.typicalHopMicros()).toBe(0);
  store.append(steadyTraffic(100, 1000, 250));
  store.append(chunkOf([[0, 200_000, 90_000_000, HOP.request, 1]]));
  expect(store.typicalHopMicros()).toBe(250);
});
