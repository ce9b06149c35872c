import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { emptyScenario, type Action } from '#lib/scenario/document.ts';
import { house } from '#lib/scenario/house.ts';
import { namedScript, withAction } from './script.ts';

const at = (atMicros: number, target = 'n1'): Action => ({
  atMicros,
  fault: 'fail-share',
  target,
  config: {},
});

test('a live action goes before what the script has yet to show', () => {
  const script = [at(10), at(90)];
  expect(withAction(script, at(50, 'n2'), 50).map(({ atMicros }) => atMicros)).toEqual([10, 50, 90]);
});

test('a live action acts after what is already there in its microsecond', () => {
  expect(withAction([at(50)], at(50, 'n2'), 50).map(({ target }) => target)).toEqual(['n1', 'n2']);
});

test('a live action after going back leaves the story that was seen, and keeps what was not', () => {
  const script = [at(10), at(60), at(90)];
  expect(withAction(script, at(20, 'n2'), 70).map(({ atMicros }) => atMicros)).toEqual([10, 20, 90]);
});

test('the script is told in the words of its faults', () => {
  const node = (id: string, kind: string, label: string) => ({ id, kind, label, x: 0, y: 0, config: {} });
  const scenario = {
    ...emptyScenario(),
    nodes: [node('n1', 'service', 'Payment'), node('n2', 'service', 'Search')],
    groups: [
      { id: 'p3', label: 'West', is: 'datacenter' as const, parent: null },
      { id: 'p4', label: 'East', is: 'datacenter' as const, parent: null },
    ],
    script: [
      at(10),
      { ...at(15), config: { percent: 0 } },
      { atMicros: 20, fault: 'kill-instance', target: 'n2', instance: 0, config: {} },
      { atMicros: 30, fault: 'partition', target: 'p3', config: { with: 'p4' } },
      { atMicros: 40, fault: 'partition', target: 'p3', config: {} },
      { atMicros: 50, fault: 'heal-partition', target: 'p3', config: {} },
    ],
  };
  expect(namedScript(scenario, house).map(({ text }) => text)).toEqual([
    'Payment fails 100 %',
    'Payment fails no more',
    'Search-1 was killed',
    'West is cut off from East',
    'West is cut off from all that is outside',
    'West is joined again',
  ]);
});
