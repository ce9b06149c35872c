import { expect, test } from 'vitest';
import { recommend } from './recommend.ts';

const load = (desired: number, shares: readonly number[], unready = 0, missing = 0) => {
  return { desired, shares, unready, missing };
};

test.each([
  // desired = ceil(current × metric / target)
  ['as many as bring it to the target', load(3, [0.9, 0.9, 0.9]), 50, 6],
  ['fewer when there is little to do', load(4, [0.1, 0.1, 0.1, 0.1]), 50, 1],
  ['rounded up', load(3, [0.6, 0.6, 0.6]), 50, 4],
  ['nothing within a tenth above', load(4, [0.54, 0.54, 0.54, 0.54]), 50, 4],
  ['nothing within a tenth below', load(4, [0.45, 0.45, 0.45, 0.45]), 50, 4],
  ['something beyond', load(4, [0.56, 0.56, 0.56, 0.56]), 50, 5],
  // 0.559 is 55 % of whole %: 1.1 × 4 would be beyond the tolerance by a rounding of doubles, as in Kubernetes itself.
  ['utilisation is cut off to whole %', load(10, Array<number>(10).fill(0.559)), 51, 10],
  ['nothing is known of nobody', load(5, [], 3, 2), 50, 5],
  // Young ones: left out on the way down, idle on the way up.
  ['young ones count as idle on the way up', load(4, [0.9, 0.9], 2), 50, 4],
  ['and may leave something to add', load(3, [0.9, 0.9], 1), 50, 4],
  ['young ones are left out on the way down', load(4, [0.1, 0.1], 2), 50, 1],
  // Those that are down.
  ['missing ones count as busy on the way down', load(4, [0.1, 0.1, 0.1], 0, 1), 50, 3],
  ['and never turn it', load(3, [0.4, 0.4], 0, 1), 50, 3],
  ['missing ones count as idle on the way up', load(3, [0.9, 0.9], 0, 1), 50, 4],
  ['and never turn it either', load(4, [0.6, 0.6], 0, 2), 50, 4],
])('%s', (_, given, target, expected) => {
  expect(recommend(given, target, 0.1).replicas).toBe(expected);
});
