import { expect, test } from 'vitest';
import { emptyScenario, type Group } from '#lib/scenario/document.ts';
import { boxesOf } from './boxes.ts';

const group = (id: string, is: Group['is'], parent: string | null = null): Group => {
  return { id, label: id, is, parent };
};
const groups = [
  group('w', 'datacenter'),
  group('e', 'datacenter'),
  group('a', 'zone', 'w'),
  group('b', 'zone', 'w'),
  group('none', 'zone'),
];

function boxes(places: Record<string, string[]>) {
  const nodes = Object.entries(places).map(([id, in_]) => ({
    ...{ id, kind: 'service', label: id, x: 0, y: 0, config: {} },
    groups: in_,
  }));
  const rectOf = (id: string) => ({ x: 200 * Number(id.slice(1)), y: 0, width: 160, height: 80 });
  return boxesOf({ ...emptyScenario(), nodes, groups }, rectOf);
}

test('a box is around its nodes, with air and room for its name, and around smaller boxes', () => {
  const [w, a] = boxes({ n0: ['a'], n1: ['w'] });
  expect([w.group.id, w.depth, a.group.id, a.depth]).toEqual(['w', 0, 'a', 1]);
  expect(a.rect).toEqual({ x: -14, y: -40, width: 188, height: 134 });
  expect(w.rect).toEqual({ x: -28, y: -80, width: 402, height: 188 });
});

test('a node with instances in several groups is in the box that is around all of them, if there is one', () => {
  expect(boxes({ n0: ['a', 'b'] }).map(({ group: { id } }) => id)).toEqual(['w']);
  expect(boxes({ n0: ['a', 'e'] })).toEqual([]);
});

test('a group without a box is named by the one that it lies in', () => {
  const [w] = boxes({ n0: ['a', 'b'], n1: ['a'] });
  expect(w.spread.map(({ id }) => id)).toEqual(['b']);
});

test('nodes without a rectangle yet, and groups in which nobody stands, have no box', () => {
  expect(boxesOf({ nodes: [], groups }, () => undefined)).toEqual([]);
});
