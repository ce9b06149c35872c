import { expect, test } from 'vitest';
import { house } from '#lib/scenario/house.ts';
import { readScenario } from '#lib/scenario/validate.ts';
import { Watched } from '#lib/world/watched.ts';
import raw from './scenario.json';

const { scenario, problems } = readScenario(raw, house);
/** Half a millisecond each way, and 5 ms of work. */
const PLAIN_MS = 6;

test('who asks each time pays the lookup with every call; who keeps the answer pays next to nothing', () => {
  expect(problems).toEqual([]);
  const watched = new Watched(scenario).run(180);
  const meanMs = (source: string) => {
    const took = watched.ends.flatMap((end) => {
      return end.source === source && end.start > 60 ? [(end.at - end.start) * 1_000] : [];
    });
    expect(took.length).toBeGreaterThan(2_000);
    return took.reduce((sum, each) => sum + each, 0) / took.length;
  };
  expect(meanMs('DNS each time')).toBeCloseTo(PLAIN_MS + 2, 6);
  expect(meanMs('Consul each time')).toBeCloseTo(PLAIN_MS + 6, 6);
  expect(meanMs('Eureka kept')).toBeCloseTo(PLAIN_MS, 6);
  // A lookup of 2 ms in 30 s, and one with each call in the last second, of which less than a whole TTL second is left.
  expect(meanMs('DNS kept')).toBeGreaterThanOrEqual(PLAIN_MS);
  expect(meanMs('DNS kept')).toBeLessThan(PLAIN_MS + 0.07);
  expect(watched.outcomes).toEqual({ ok: watched.ends.length });
});
