import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { emptyScenario, type Action, type ScenarioNode } from '#lib/scenario/document.ts';
import { house } from '#lib/scenario/house.ts';
import type { Condition } from '#lib/playground/studio/faulting.ts';
import { mendingAt } from './mending.ts';

const node = (id: string, kind: string, label: string): ScenarioNode => {
  return { id, kind, label, x: 0, y: 0, config: {} };
};
const scenario = {
  ...emptyScenario(),
  nodes: [
    node('n1', 'service', 'Payment'),
    node('n2', 'service', 'Search'),
    node('n3', 'registry', 'Registry'),
  ],
};
const whole: Condition = { lives: ['up', 'up'], isDown: false };

function mended(script: readonly Action[], conditions: Record<string, Condition> = {}, micros = 100) {
  return mendingAt({ ...scenario, script }, house, (id) => conditions[id] ?? whole, micros);
}
const fails = (percent: number, atMicros: number): Action => {
  return { atMicros, fault: 'fail-share', target: 'n1', config: { percent } };
};
const killed: Action = { atMicros: 20, fault: 'kill-instance', target: 'n2', instance: 1, config: {} };

test('a failing service is mended by a share of zero', () => {
  expect(mended([fails(100, 10)])).toEqual({
    title: 'Mend Payment',
    cause: fails(100, 10),
    fault: 'fail-share',
    target: 'n1',
    config: { percent: 0 },
  });
});

test('what was mended needs no mending, and what is yet to come neither', () => {
  expect(mended([fails(100, 10), fails(0, 20)])).toBeNull();
  expect(mended([fails(100, 10)], {}, 10)).toBeNull();
});

test('a killed instance is restarted, by name, while it is down', () => {
  const down = { n2: { lives: ['up', 'down'], isDown: false } };
  expect(mended([killed], down)).toEqual({
    title: 'Mend Search-2',
    cause: killed,
    fault: 'restart-instance',
    target: 'n2',
    instance: 1,
    config: {},
  });
  expect(mended([killed])).toBeNull();
});

test('a registry that is down is brought back', () => {
  const down = { n3: { lives: ['down'], isDown: true } };
  const action: Action = { atMicros: 5, fault: 'registry-down', target: 'n3', config: {} };
  expect(mended([action], down)).toMatchObject({ title: 'Mend Registry', fault: 'registry-up' });
});

test('what was broken last is mended first', () => {
  const down = { n2: { lives: ['up', 'down'], isDown: false } };
  expect(mended([fails(100, 10), killed], down)?.target).toBe('n2');
});

test('a datacenter is joined again, or has its power back', () => {
  const placed = {
    ...scenario,
    groups: [{ id: 'p4', label: 'West', is: 'datacenter' as const, parent: null }],
  };
  const mendedIn = (fault: string, condition: Condition) => {
    const script = [{ atMicros: 5, fault, target: 'p4', config: {} }];
    return mendingAt({ ...placed, script }, house, () => condition, 100);
  };
  const cut = { lives: ['up', 'cut off'], isDown: false };
  expect(mendedIn('partition', cut)).toMatchObject({ title: 'Mend West', fault: 'heal-partition' });
  const lost = { lives: ['down'], isDown: true };
  expect(mendedIn('group-death', lost)).toMatchObject({ title: 'Mend West', fault: 'group-back' });
  expect(mendedIn('partition', { lives: ['up'], isDown: false })).toBeNull();
});
