import { expect, test } from 'vitest';
import { placedToys } from '#lib/scenario/toys.ts';
import { standingIn } from './standing-in.ts';

const scenario = placedToys();
const [shop, orders] = scenario.nodes;

test.each([
  [orders, 'p9', ['up', 'up', 'down'], 'Orders-1, Orders-3'],
  [orders, 'p10', ['up', 'up', 'down'], 'Orders-2'],
  [orders, 'p10', ['up', 'absent', 'up', 'absent'], 'none just now'],
  [shop, 'p9', ['up', 'up'], 'all 2'],
  [shop, 'p9', ['up'], ''],
  [shop, 'p9', [], ''],
])('of %o there stand in %s, of %j: %s', (node, group, lives, text) => {
  expect(standingIn(scenario, node, group, lives)).toBe(text);
});
