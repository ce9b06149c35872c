import { expect, test } from 'vitest';
import { emptyScenario, type Group } from '#lib/scenario/document.ts';
import { freeGroupLabel, outerFor } from './grouping.ts';

const group = (id: string, is: Group['is'], parent: string | null = null, label = id): Group => {
  return { id, label, is, parent };
};
const node = (id: string, ...groups: string[]) => {
  return { id, kind: 'service', label: id, x: 0, y: 0, config: {}, groups };
};
const scenario = {
  ...emptyScenario(),
  groups: [group('w', 'datacenter'), group('a', 'zone', 'w', 'Zone'), group('b', 'zone', 'w', 'Zone 2')],
  nodes: [node('n1', 'a'), node('n2', 'b'), node('n3'), node('n4', 'a', 'b')],
};

test('a new group has a name of its own', () => {
  expect(freeGroupLabel(scenario, 'zone')).toBe('Zone 3');
  expect(freeGroupLabel(scenario, 'machine')).toBe('Machine');
});

test.each([
  ['zone', ['n1'], 'w'],
  ['machine', ['n1'], 'a'],
  ['machine', ['n1', 'n2'], 'w'],
  ['machine', ['n4'], 'w'],
  ['datacenter', ['n1'], null],
  ['zone', ['n1', 'n3'], null],
  ['zone', [], null],
] as const)('a %s around %j lies in %s', (is, ids, parent) => {
  expect(outerFor(scenario, is, ids)).toBe(parent);
});
