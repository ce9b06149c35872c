import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import { gallery } from '#lib/gallery/gallery.ts';
import '#lib/policies/all-behaviours.ts';
import { World } from '#lib/world/world.ts';

const SHOP_RATE = 50;
/** The budget pays out for 10 s at a time: two such times are left from here. */
const SETTLED_S = 20;
const RECOVERS_S = 40;

/** Calls a second along each edge, in the order of the scenario: the four of the first row, the four of the second. */
function ratesBetween(world: World, fromS: number, toS: number): number[] {
  world.sim.run(fromS * MICROS_PER_S);
  const before = world.sim.counters.sent.slice();
  world.sim.run(toS * MICROS_PER_S);
  return Array.from(world.sim.counters.sent, (sent, edge) => (sent - before[edge]) / (toS - fromS));
}

function storm(): World {
  return new World(gallery.get('retry-storm')!.scenario);
}

test('before the database fails every tier passes on what it gets', () => {
  for (const rate of ratesBetween(storm(), 2, 10)) expect(rate).toBeCloseTo(SHOP_RATE, 0);
});

test('without a budget three tries in each of three tiers are 27 queries a request', () => {
  const rates = ratesBetween(storm(), SETTLED_S, RECOVERS_S).slice(0, 4);
  [1, 3, 9, 27].forEach((times, tier) => {
    expect(rates[tier] / SHOP_RATE).toBeGreaterThan(0.98 * times);
    expect(rates[tier] / SHOP_RATE).toBeLessThan(1.02 * times);
  });
});

test('with a budget each tier adds a fifth and 10 a second on average, and a request is below three queries', () => {
  const rates = ratesBetween(storm(), SETTLED_S, RECOVERS_S).slice(4);
  let expected = SHOP_RATE;
  for (const rate of rates) {
    expect(rate).toBeGreaterThan(0.95 * expected);
    expect(rate).toBeLessThan(1.05 * expected);
    expected = 1.2 * expected + 10;
  }
  expect(rates[3] / SHOP_RATE).toBeLessThan(3);
});

test('the budget costs nobody anything: both shops fail alike meanwhile, and are served again after', () => {
  const world = storm();
  const ended = (fromS: number, toS: number) => {
    world.sim.run(fromS * MICROS_PER_S);
    const before = world.sim.counters.outcomes.slice();
    world.sim.run(toS * MICROS_PER_S);
    return world.sim.counters.outcomes.map((count, outcome) => count - before[outcome]);
  };
  const during = ended(12, RECOVERS_S);
  expect(during[OK]).toBe(0);
  expect(during[ERROR]).toBeGreaterThan(0);
  const after = ended(RECOVERS_S + 2, 60);
  expect(after[ERROR]).toBe(0);
  expect(after[OK]).toBeGreaterThan(0);
});
