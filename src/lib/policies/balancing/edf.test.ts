import { expect, test } from 'vitest';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { Edf } from './edf.ts';

function order(weights: readonly number[], picks: number): number[] {
  const edf = new Edf(new LoneHosts(1).build({}), weights.length);
  weights.forEach((weight, slot) => edf.add(slot, weight));
  return Array.from({ length: picks }, () => {
    const slot = edf.next();
    edf.add(slot, weights[slot]);
    return slot;
  });
}

test.each([
  [
    [1, 1, 1],
    [0, 1, 2, 0, 1, 2],
  ],
  [
    [2, 1],
    [0, 1, 0, 0, 1, 0],
  ],
  [
    [5, 1, 1],
    [0, 0, 0, 0, 1, 2, 0],
  ],
])('weights %j are scheduled as %j', (weights, slots) => {
  expect(order(weights, slots.length)).toEqual(slots);
});

test('over whole rounds each is picked as often as its weight says', () => {
  const picks = order([7, 3, 2, 1], 1_300);
  const counts = [0, 1, 2, 3].map((slot) => picks.filter((each) => each === slot).length);
  counts.forEach((count, slot) => expect(Math.abs(count - 100 * [7, 3, 2, 1][slot])).toBeLessThanOrEqual(1));
});

test('whoever is not added again is not picked again', () => {
  const edf = new Edf(new LoneHosts(1).build({}), 2);
  edf.add(1, 1);
  expect([edf.next(), edf.next()]).toEqual([1, -1]);
});
