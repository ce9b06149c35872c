import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { emptyScenario } from '#lib/scenario/document.ts';
import { applies, suitedInstance, suitsInstance, undoing } from './faulting.ts';
import { house } from '#lib/scenario/house.ts';

const node = (id: string, kind: string) => ({ id, kind, label: id, x: 0, y: 0, config: {} });
const scenario = {
  ...emptyScenario(),
  nodes: [node('n1', 'service'), node('n2', 'registry')],
  groups: [{ id: 'p3', label: 'West', is: 'datacenter' as const, parent: null }],
};
const fault = (name: string) => {
  const found = house.faults.get(name);
  if (found === undefined) throw new Error(`there is no fault ${name}`);
  return found;
};
const up = { lives: ['up', 'up'], isDown: false };
const halfDown = { lives: ['down', 'up'], isDown: false };
const down = { lives: ['down'], isDown: true };

test.each([
  ['kill-instance', 'n1', up, true],
  ['kill-instance', 'n1', { lives: ['down', 'down'], isDown: true }, false],
  ['restart-instance', 'n1', up, false],
  ['restart-instance', 'n1', halfDown, true],
  ['kill-instance', 'n2', up, false],
  ['registry-down', 'n2', up, true],
  ['registry-down', 'n2', down, false],
  ['registry-up', 'n2', up, false],
  ['registry-up', 'n2', down, true],
  ['fail-share', 'n1', down, true],
  ['fail-share', 'gone', up, false],
  ['partition', 'p3', { lives: ['up', 'cut off'], isDown: false }, true],
  ['heal-partition', 'p3', { lives: ['up', 'cut off'], isDown: false }, true],
  ['heal-partition', 'p3', { lives: ['up'], isDown: false }, false],
  ['group-death', 'p3', { lives: ['up'], isDown: false }, true],
  ['group-death', 'p3', { lives: ['down', 'cut off'], isDown: true }, false],
  ['group-back', 'p3', { lives: ['down'], isDown: true }, true],
  ['kill-instance', 'p3', up, false],
  ['group-death', 'n1', up, false],
])('%s on %s in condition %j: %s', (name, id, condition, answer) => {
  expect(applies(fault(name), id, scenario, house, condition)).toBe(answer);
});

test('a fault takes the first instance to which it can do something', () => {
  expect(suitedInstance(fault('kill-instance'), halfDown)).toBe(1);
  expect(suitedInstance(fault('restart-instance'), halfDown)).toBe(0);
  expect(suitedInstance(fault('kill-instance'), { lives: [], isDown: false })).toBe(0);
});

test('what is dead cannot be killed, nor what lives be restarted', () => {
  expect([0, 1, 2].map((instance) => suitsInstance(fault('kill-instance'), halfDown, instance))).toEqual([
    false,
    true,
    false,
  ]);
  expect([0, 1].map((instance) => suitsInstance(fault('restart-instance'), halfDown, instance))).toEqual([
    true,
    false,
  ]);
});

test('a fault of degree is mended by the same fault with zeros, and only while it is at work', () => {
  const failing = { atMicros: 10, fault: 'fail-share', target: 'n1', config: {} };
  const mended = { ...failing, atMicros: 20, config: { percent: 0 } };
  expect(undoing(fault('fail-share'), 'n1', [failing], 9)).toBeNull();
  expect(undoing(fault('fail-share'), 'n1', [failing], 10)).toEqual({ percent: 0 });
  expect(undoing(fault('fail-share'), 'n1', [failing, mended], 30)).toBeNull();
  expect(undoing(fault('kill-instance'), 'n1', [failing], 30)).toBeNull();
});
