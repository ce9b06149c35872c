import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import '#lib/policies/all-behaviours.ts';
import { house } from '#lib/scenario/house.ts';
import { emptyScenario } from '#lib/scenario/document.ts';
import { applyEdit } from '#lib/scenario/edits.ts';
import { suggestionsFor } from './suggestions.ts';

const reference = gallery.get('reference')?.scenario ?? emptyScenario();

test('the reference layout invites to four experiments', () => {
  expect(suggestionsFor(reference, house).map(({ fault }) => fault)).toEqual([
    'fail-share',
    'kill-instance',
    'registry-down',
    'add-latency',
  ]);
});

test('what is suggested can be done', () => {
  for (const { fault, target, instance, config } of suggestionsFor(reference, house)) {
    const action = { atMicros: 5, fault, target, ...(instance === undefined ? {} : { instance }), config };
    const edited = applyEdit(reference, { edit: 'set-script', script: [action] }, house);
    expect(edited.script).toHaveLength(1);
  }
});

test('a load balancer is one more thing to take down, and no breaker is lost behind it', () => {
  const node = { id: 'n18', kind: 'load-balancer', label: 'Payment LB', x: 0, y: 0 };
  const between = { edit: 'put-between', edge: 'e6', node, calls: 'e19', lookup: 'e20', moves: [] } as const;
  const suggestions = suggestionsFor(applyEdit(reference, between, house), house);
  expect(suggestions.map(({ title }) => title)).toEqual([
    'Break Payment',
    'Kill an instance of Search',
    'Kill Payment LB',
    'Take the registry down',
  ]);
  expect(suggestions[0].watch).toBe('Its breaker opens, and the rest stays healthy.');
});

test('an empty canvas invites to none', () => {
  expect(suggestionsFor(emptyScenario(), house)).toEqual([]);
});
