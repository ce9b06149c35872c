import { expect, test } from 'vitest';
import { library } from '../bundled.ts';
import { interval } from './student.ts';

/** Named before any of them was run. */
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const ENOUGH = 18;

/**
 * M/M/1 at half load, service of 1 ms. The mean wait is the same whoever is next, but newest first its second moment
 * is 1 / (1 - rho) times that of first come, first served (L. Takacs, "Delay distributions for one line with Poisson
 * input, general holding times, and various orders of service", 1963): 8 for 4. With the service, independent of
 * the wait, that is 12 for 8.
 */
test.each([
  ['fifo', 2, 8],
  ['lifo', 2, 12],
])('M/M/1 %s has mean time %d and mean square %d', (is, mean, square) => {
  const near = SEEDS.map((seed) => {
    const batches = momentsOf(is, seed);
    const [first, second] = [interval(batches.map(([m]) => m)), interval(batches.map(([, s]) => s))];
    return [Math.abs(first.mean - mean) <= first.half, Math.abs(second.mean - square) <= second.half];
  });
  expect(near.filter(([first]) => first).length, 'mean').toBeGreaterThanOrEqual(ENOUGH);
  expect(near.filter(([, second]) => second).length, 'mean square').toBeGreaterThanOrEqual(ENOUGH);
});

/** Mean and mean square of the times in the system, in ms, of 30 batches of ten seconds. */
function momentsOf(is: string, seed: number): [number, number][] {
  const { nodes, ...rest } = library.models.mm1(seed);
  const [client, service] = nodes;
  const slower = { ...client, config: { ...client.config, ratePerSecond: 500 } };
  const ordered = { ...service, config: { ...service.config, queueing: { is } } };
  let [count, sum, squares] = [0, 0, 0];
  const { sim } = new library.World(
    { ...rest, nodes: [slower, ordered] },
    {
      wantsHops: false,
      hop: () => undefined,
      ended(at, start) {
        const ms = (at - start) / 1_000;
        count++;
        sum += ms;
        squares += ms * ms;
      },
      transition: () => undefined,
    },
  );
  sim.run(1_000_000);
  return Array.from({ length: 30 }, (_, batch) => {
    count = sum = squares = 0;
    sim.run(1_000_000 + (batch + 1) * 10_000_000);
    return [sum / count, squares / count];
  });
}
