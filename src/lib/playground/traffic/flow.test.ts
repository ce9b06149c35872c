import { describe, expect, test } from 'vitest';
import { BACKWARD, HOP } from '#lib/runner/protocol.ts';
import { Crowds, edgeRates, intensity } from './flow.ts';
import { HopStore } from './hop-store.ts';
import { Marks } from './marks.ts';
import { chunkOf } from './sample-hops.ts';
import { hopRank } from './thinning.ts';

function crowd(messages: number, edge: number): { marks: Marks; crowds: Crowds } {
  const marks = new Marks();
  for (let i = 0; i < messages; i++) marks.add(edge, i / messages, HOP.request, 255, hopRank(i, edge, 0), i);
  const crowds = new Crowds();
  crowds.thin(marks);
  return { marks, crowds };
}

function visible(marks: Marks): number[] {
  return Array.from({ length: marks.count }, (_, i) => i).filter((i) => marks.alpha[i] > 0);
}

describe('messages on one edge', () => {
  test('are all drawn while they are few', () => {
    const { marks, crowds } = crowd(150, 2);
    expect(visible(marks).length).toBe(150);
    expect(crowds.crowded).toEqual([]);
    expect(crowds.inFlight[2]).toBe(150);
  });

  test('are drawn one in k when they are many, and k is said', () => {
    const { marks, crowds } = crowd(1500, 300);
    expect(crowds.crowded).toEqual([{ edge: 300, oneIn: 8 }]);
    expect(visible(marks).length).toBeGreaterThan(1500 / 8 - 45);
    expect(visible(marks).length).toBeLessThan(1500 / 8 + 45);
  });

  test('fade before they are left out', () => {
    const { marks } = crowd(190, 0);
    const alphas = new Set(marks.alpha.subarray(0, marks.count));
    expect([...alphas].sort((a, b) => a - b)).toEqual([51, 255]);
  });

  test('stay drawn, whoever else comes', () => {
    const fewer = new Set(visible(crowd(900, 0).marks));
    expect(visible(crowd(1700, 0).marks).every((i) => i >= 900 || fewer.has(i))).toBe(true);
  });
});

test('an edge carries the calls that left on it, replies and heartbeats not counted', () => {
  const store = new HopStore();
  store.append(
    chunkOf([
      [1, 0, 10, HOP.request, 1],
      [1, 600_000, 600_010, HOP.request, 2],
      [1, 700_000, 700_010, HOP.ok + BACKWARD, 2],
      [1, 700_000, 700_010, HOP.heartbeat, -1],
      [0, 800_000, 800_010, HOP.lost, 3],
      [1, 1_000_000, 1_000_010, HOP.request, 4],
    ]),
  );
  expect([...edgeRates(store, 1_000_000, 500_000, 3)]).toEqual([2, 2, 0]);
});

test('an idle edge shows nothing and a busy one shows more', () => {
  expect([0, 1, 10, 100, 1000, 1e6].map(intensity)).toEqual([0, 1 / 16, 5 / 16, 9 / 16, 13 / 16, 1]);
  expect(intensity(NaN)).toBe(0);
});
