import { expect, test } from 'vitest';
import { fillTable, preferenceOf, type Preference } from './table.ts';

/** The paper's example: seven places, three backends. */
const PAPER: readonly Preference[] = [
  { slot: 0, offset: 3, skip: 4, weight: 1 },
  { slot: 1, offset: 0, skip: 2, weight: 1 },
  { slot: 2, offset: 3, skip: 1, weight: 1 },
];

function tableOf(size: number, preferences: readonly Preference[]): Uint8Array {
  const table = new Uint8Array(size);
  fillTable(table, preferences);
  return table;
}

test('the paper’s example comes out as printed, before and after the second backend goes', () => {
  expect([...tableOf(7, PAPER)]).toEqual([1, 0, 1, 0, 2, 2, 0]);
  expect([...tableOf(7, [PAPER[0], PAPER[2]])]).toEqual([0, 0, 0, 0, 2, 2, 2]);
});

function hostsOf(count: number, size: number, prefix: string, weights: readonly number[] = []): Preference[] {
  return Array.from({ length: count }, (_, slot) =>
    preferenceOf(slot, `${prefix}-${slot + 1}`, weights[slot] ?? 1, size),
  );
}

function countsOf(table: Uint8Array, hosts: number): number[] {
  return Array.from({ length: hosts }, (_, slot) => table.filter((each) => each === slot).length);
}

test.each([
  [251, 7],
  [2_039, 32],
  [65_537, 3],
  [65_537, 32],
])('in a table of %i places %i hosts differ by one place at most', (size, hosts) => {
  const counts = countsOf(tableOf(size, hostsOf(hosts, size, 'Order')), hosts);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
});

/** Names by which hosts were placed, chosen beforehand. */
const NAMES = Array.from({ length: 10 }, (_, i) => `service${i}`);

test('when one of ten hosts goes, few places of others change: the larger the table, the fewer', () => {
  const moved = (size: number) =>
    NAMES.map((name) => {
      const hosts = hostsOf(10, size, name);
      const before = tableOf(size, hosts);
      const after = tableOf(size, hosts.slice(1));
      const others = before.filter((slot) => slot !== 0).length;
      const changed = before.filter((slot, place) => slot !== 0 && after[place] !== slot).length;
      return changed / others;
    }).reduce((sum, each) => sum + each, 0) / NAMES.length;
  const small = moved(251);
  const large = moved(65_537);
  expect(large).toBeLessThan(0.06);
  expect(small).toBeLessThan(0.25);
  expect(large).toBeLessThan(small);
});

test('places are in proportion to weights', () => {
  const counts = countsOf(tableOf(65_537, hostsOf(3, 65_537, 'Order', [4, 2, 1])), 3);
  [4, 2, 1].forEach((weight, slot) => {
    expect(Math.abs(counts[slot] / 65_537 - weight / 7)).toBeLessThan(0.001);
  });
});
