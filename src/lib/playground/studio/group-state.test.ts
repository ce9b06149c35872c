import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { emptyScenario, type Action } from '#lib/scenario/document.ts';
import { house } from '#lib/scenario/house.ts';
import { groupStateAt, partingsOf } from './group-state.ts';

const groups = ['p1', 'p2', 'p3'].map((id) => ({ id, label: id, is: 'zone' as const, parent: null }));
const act = (atMicros: number, fault: string, target: string, config = {}): Action => ({
  ...{ atMicros, fault, target, config },
});

function stateAt(micros: number, ...script: Action[]) {
  return groupStateAt({ ...emptyScenario(), groups, script }, house, micros);
}

test('a partition is there from the moment after its action until one of its sides is healed', () => {
  const script = [
    act(10, 'partition', 'p1', { with: 'p2' }),
    act(20, 'partition', 'p1', { mode: 'reject' }),
    act(30, 'heal-partition', 'p2'),
    act(40, 'heal-partition', 'p1'),
  ];
  expect(stateAt(10, ...script).partings).toEqual([]);
  expect(stateAt(11, ...script).partings).toEqual([{ group: 'p1', other: 'p2', rejects: false }]);
  expect(partingsOf(stateAt(21, ...script), 'p1')).toHaveLength(2);
  expect(partingsOf(stateAt(21, ...script), 'p2')).toHaveLength(1);
  expect(stateAt(31, ...script).partings).toEqual([{ group: 'p1', other: '', rejects: true }]);
  expect(stateAt(41, ...script).partings).toEqual([]);
});

test('the same two groups are cut off from each other once, whichever is named first', () => {
  const script = [
    act(10, 'partition', 'p1', { with: 'p2' }),
    act(20, 'partition', 'p2', { with: 'p1', mode: 'reject' }),
  ];
  expect(stateAt(30, ...script).partings).toEqual([{ group: 'p2', other: 'p1', rejects: true }]);
});

test('a group is lost until its power is back', () => {
  const script = [act(10, 'group-death', 'p1'), act(15, 'group-death', 'p2'), act(20, 'group-back', 'p1')];
  expect([...stateAt(12, ...script).lost]).toEqual(['p1']);
  expect([...stateAt(16, ...script).lost]).toEqual(['p1', 'p2']);
  expect([...stateAt(21, ...script).lost]).toEqual(['p2']);
});
