import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { Watched } from '#lib/world/watched.ts';

const KILLED = 10.5;
const RESTARTED = 70;
const { scenario } = gallery.get('outlier-ejection')!;

function ranUntil(seconds: number, document: Scenario = scenario) {
  const watched = new Watched(document).run(seconds);
  const refused = (label: string) => watched.instance(label).ghostCalls;
  const steps = (edge: string) => watched.steps(`${edge}/ejection`);
  return { watched, refused, steps };
}

test('of ten hosts the dead one is ejected at its fifth refusal, and five calls are all that it cost', () => {
  const { refused, steps } = ranUntil(49);
  const [ejection, ...more] = steps('e2');
  expect(more).toEqual([]);
  expect(ejection).toMatchObject({ subject: 'Catalog-4', from: 'in rotation', to: 'ejected' });
  expect(ejection.at).toBeGreaterThan(KILLED);
  expect(ejection.at).toBeLessThan(KILLED + 2);
  expect(refused('Catalog-4')).toBe(5);
});

test('it is let in at the first sweep after 30 s, fails five times more, and is out for 60 s', () => {
  const { refused, steps } = ranUntil(130);
  const [, back, again, healed, ...more] = steps('e2');
  expect(back).toMatchObject({ at: 50, to: 'in rotation' });
  expect(again.at).toBeLessThan(52);
  // It serves from 72 s on, but is out until the sweep after 60 s.
  expect(healed).toMatchObject({ at: 120, to: 'in rotation' });
  expect(more).toEqual([]);
  expect(refused('Catalog-4')).toBe(10);
});

test('of five hosts nobody is ejected: a fifth of the calls is refused as long as one is dead', () => {
  const before = ranUntil(KILLED);
  const after = ranUntil(RESTARTED);
  const calls = after.watched.edge('e3').sent - before.watched.edge('e3').sent;
  expect(after.steps('e3')).toEqual([]);
  expect(calls).toBeGreaterThan(2_500);
  expect(Math.abs(after.refused('Search-2') - calls / 5)).toBeLessThan(2);
});

test('with max_ejection_percent 20 the one of five is ejected too', () => {
  const edges = scenario.edges.map((edge) =>
    edge.id === 'e3'
      ? { ...edge, config: { ...edge.config, ejection: { is: 'envoy-outlier', maxEjectionPercent: 20 } } }
      : edge,
  );
  const { steps, refused } = ranUntil(RESTARTED, { ...scenario, edges });
  expect(steps('e3')[0]).toMatchObject({ subject: 'Search-2', to: 'ejected' });
  expect(refused('Search-2')).toBe(10);
});
