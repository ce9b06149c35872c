import { describe, expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { applyEdit } from '#lib/scenario/edits.ts';
import { house } from '#lib/scenario/house.ts';
import { Watched } from '#lib/world/watched.ts';

const { scenario } = gallery.get('kubernetes-pod-deletion')!;
const DELETED_AT = 20;
/** To each of three instances. */
const CALLS_PER_SECOND = 30;
/** Named before any was run: each draws other ways to the rules. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function refused(watched: Watched, caller: string): readonly number[] {
  const lost = watched.ends.filter(({ source, outcome }) => source === caller && outcome !== 'ok');
  expect(lost.every(({ outcome }) => outcome === 'connection-refused')).toBe(true);
  return lost.map(({ start }) => start - DELETED_AT);
}

describe.each(SEEDS)('seed %i', (seed) => {
  const watched = new Watched({ ...scenario, seed }).run(60);

  test('both pods are terminating at the same moment', () => {
    const steps = watched.steps('n5/pod').filter(({ to }) => to === 'terminating');
    expect(steps.map(({ subject }) => subject)).toEqual(['Order-2', 'Cart-2']);
    expect(new Set(steps.map(({ at }) => at)).size).toBe(1);
  });

  test('without a preStop hook its share of 1 to 2 s is refused, and nothing after', () => {
    const lost = refused(watched, 'Shop');
    expect(lost.length).toBeGreaterThanOrEqual(CALLS_PER_SECOND - 1);
    expect(lost.length).toBeLessThanOrEqual(2 * CALLS_PER_SECOND + 2);
    expect(Math.max(...lost)).toBeGreaterThan(1 - 1 / CALLS_PER_SECOND);
    expect(Math.max(...lost)).toBeLessThan(2.02);
  });

  test('with a preStop of 5 s nobody is', () => {
    expect(refused(watched, 'Mobile app')).toEqual([]);
  });
});

test.each([
  [0.5, 14, 46],
  [1, 0, 31],
  [2.1, 0, 0],
])('with a preStop of %d s %i to %i calls are refused', (preStopSeconds, least, most) => {
  const changes = { preStopSeconds };
  const changed = applyEdit(scenario, { edit: 'configure-node', id: 'n3', changes }, house);
  for (const seed of SEEDS.slice(0, 5)) {
    const lost = refused(new Watched({ ...changed, seed }).run(30), 'Shop').length;
    expect(lost).toBeGreaterThanOrEqual(least);
    expect(lost).toBeLessThanOrEqual(most);
  }
});
