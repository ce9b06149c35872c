import { expect, test } from 'vitest';
import type { Duration } from '#lib/base/duration.ts';
import { wayBetween } from './distances.ts';
import type { Distance, Group } from './document.ts';
import { homeOf, lineOf, membersOf, placeOf } from './groups.ts';
import { placedToys } from './toys.ts';

const groups: readonly Group[] = [
  { id: 'd1', label: 'West', is: 'datacenter', parent: null },
  { id: 'd2', label: 'East', is: 'datacenter', parent: null },
  { id: 'a', label: 'a', is: 'zone', parent: 'd1' },
  { id: 'b', label: 'b', is: 'zone', parent: 'd1' },
  { id: 'c', label: 'c', is: 'zone', parent: 'd2' },
  { id: 'm1', label: 'm1', is: 'machine', parent: 'a' },
  { id: 'm2', label: 'm2', is: 'machine', parent: 'a' },
  { id: 'm3', label: 'm3', is: 'machine', parent: 'c' },
];
const ms = (value: number): Duration => ({ is: 'constant', ms: value });
const far = (a: string, b: string, value: number): Distance => ({ between: [a, b], latency: ms(value) });

test.each<[string | null, string | null, number | null, string]>([
  ['m1', 'm2', 0.1, 'machines of one zone'],
  ['a', 'm1', 0.1, 'a machine, and its zone outside of any'],
  ['a', 'b', 0.5, 'zones of one datacenter'],
  ['m1', 'b', 0.5, 'a machine and another zone'],
  ['d1', 'a', 0.5, 'a zone, and its datacenter outside of any'],
  ['d1', 'd2', 30, 'datacenters'],
  ['m1', 'm3', 30, 'machines of two datacenters'],
  ['m1', 'm1', null, 'one place'],
  ['m1', null, null, 'a place and nowhere'],
  [null, null, null, 'nowhere'],
])('from %s to %s it is %s ms more by default: %s', (from, to, wanted) => {
  for (const way of [wayBetween(groups, [], from, to), wayBetween(groups, [], to, from)]) {
    expect(way?.latency ?? null).toEqual(wanted === null ? null : ms(wanted));
    expect(way?.said ?? null).toBeNull();
  }
});

test.each([
  ['a', 'c', [far('d1', 'd2', 9)], 9, 'holds for all that lies in the two'],
  [
    'm1',
    'm3',
    [far('d1', 'd2', 9), far('a', 'c', 7), far('m1', 'd2', 8)],
    7,
    'between smaller groups goes before',
  ],
  [
    'm3',
    'm1',
    [far('d1', 'd2', 9), far('a', 'd2', 7), far('d1', 'c', 8)],
    7,
    'said first goes before one as small',
  ],
  ['m1', 'm2', [far('a', 'b', 7)], 0.1, 'with another zone says nothing of machines of this one'],
  ['m1', 'd1', [far('a', 'b', 7)], 0.5, 'with another zone says nothing of the datacenter'],
])('from %s to %s, with %j, it is %i ms: a distance %s', (from, to, distances, wanted) => {
  for (const way of [wayBetween(groups, distances, from, to), wayBetween(groups, distances, to, from)]) {
    expect(way?.latency).toEqual(ms(wanted));
  }
});

test('a line leads from the inside out, and ends where a group is not there', () => {
  expect(lineOf(groups, 'm1').map(({ id }) => id)).toEqual(['m1', 'a', 'd1']);
  expect(lineOf(groups, 'x')).toEqual([]);
  expect(lineOf(groups, null)).toEqual([]);
});

test('instances are dealt over the groups of their node in turn', () => {
  const scenario = placedToys();
  const [shop, orders, , registry] = scenario.nodes;
  expect([0, 1, 2, 3].map((slot) => placeOf(orders, slot))).toEqual(['p9', 'p10', 'p9', 'p10']);
  expect([0, 1].map((slot) => placeOf(shop, slot))).toEqual(['p11', 'p11']);
  expect(placeOf(registry, 0)).toBeNull();
  expect(membersOf(scenario, 'p9').map(({ id }) => id)).toEqual(['n1', 'n2']);
  expect(membersOf(scenario, 'p10').map(({ id }) => id)).toEqual(['n2', 'n3']);
});

test.each([
  [['m1'], 'm1'],
  [['m1', 'm2'], 'a'],
  [['m1', 'b'], 'd1'],
  [['a', 'm1'], 'a'],
  [['a', 'c'], null],
  [[], null],
])('who stands in %j is at home in %s', (places, home) => {
  expect(
    homeOf(groups, { id: 'n1', kind: 'service', label: '', x: 0, y: 0, config: {}, groups: places }),
  ).toBe(home);
});
