import { expect, test } from 'vitest';
import { QUEUE_FULL } from '#lib/base/outcomes.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import '#lib/policies/all-behaviours.ts';
import { World } from '#lib/world/world.ts';
import { gallery } from '#lib/gallery/gallery.ts';

const HANGS_S = 10;
const STEP_S = 0.05;
const WATCHED_S = 120;

/** Seconds after the hang at which the last thread of each tier is held; Infinity when it never is. */
function exhaustedAfter(...labels: string[]) {
  const world = new World(gallery.get('no-breaker-cascade')!.scenario);
  const stations = labels.map((label) => {
    const { firstHost } = world.plan.nodes.find((node) => node.label === label)!;
    return world.sim.instances[firstHost].station!;
  });
  const after = labels.map(() => Infinity);
  const most = labels.map(() => 0);
  for (let step = 1; step * STEP_S <= WATCHED_S; step++) {
    world.sim.run(Math.round(step * STEP_S * MICROS_PER_S));
    stations.forEach(({ busy, slots }, at) => {
      most[at] = Math.max(most[at], busy);
      if (busy === slots) after[at] = Math.min(after[at], step * STEP_S - HANGS_S);
    });
  }
  return { after, most, outcomes: world.sim.counters.outcomes };
}

test('rate × time-out above the pool: exhausted after pool / rate, tier by tier', () => {
  const { after, outcomes } = exhaustedAfter('Order', 'Web');
  expect(after[0]).toBeGreaterThan(200 / 20 - 0.2);
  expect(after[0]).toBeLessThan(200 / 20 + 0.2);
  expect(after[1]).toBeGreaterThan(250 / 20 - 0.2);
  expect(after[1]).toBeLessThan(250 / 20 + 0.2);
  expect(outcomes[QUEUE_FULL]).toBeGreaterThan(0);
});

test('rate × time-out below the pool: never exhausted, and as many threads held as the arithmetic says', () => {
  const { after, most } = exhaustedAfter('Returns');
  expect(after[0]).toBe(Infinity);
  expect(most[0]).toBeGreaterThanOrEqual(5 * 30 - 1);
  expect(most[0]).toBeLessThanOrEqual(5 * 30 + 1);
});
