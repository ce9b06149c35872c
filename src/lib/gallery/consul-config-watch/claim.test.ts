import { expect, test } from 'vitest';
import { readScenario } from '#lib/scenario/validate.ts';
import { house } from '#lib/scenario/house.ts';
import { Watched } from '#lib/world/watched.ts';
import raw from './scenario.json';

const { scenario, problems } = readScenario(raw, house);

test('a value that is put is with every instance milliseconds later', () => {
  expect(problems).toEqual([]);
  const watched = new Watched(scenario).run(120);
  const heard = (value: number, from: number) => {
    const told = watched
      .steps('e6/config')
      .filter(({ why, at }) => why === `its value is ${value} now` && at >= from);
    return told.map(({ at }) => at - from);
  };
  for (const [value, from] of [
    [100, 20],
    [50, 40],
    [20, 100],
  ]) {
    const after = heard(value, from);
    expect(after.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...after.slice(0, 4))).toBeLessThan(0.02);
  }
  // The one that was restarted asked anew, when it was up.
  const [again] = heard(50, 60);
  expect(again).toBeGreaterThanOrEqual(7);
  expect(again).toBeLessThan(7.05);
  // What was put while the registry was down is lost.
  expect(heard(10, 0)).toEqual([]);
});
