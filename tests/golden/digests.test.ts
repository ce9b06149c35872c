import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { library } from '../bundled.ts';

/**
 * What each scenario of the gallery comes to in its first minute. A change here is a change of what runs mean: old
 * links show something else. It is made on purpose or not at all, together with `ENGINE_SEMANTICS`:
 *
 *     HALFOPEN_GOLDEN=write npm test -- unit
 */
const file = new URL('./digests.json', import.meta.url);
const { gallery, house, readScenario, World } = library;

test('every scenario of the gallery runs as it always did', { timeout: 30_000 }, () => {
  const digests = [...gallery].map(([name, entry]) => {
    const { scenario, problems } = readScenario(entry.scenario, house);
    expect(problems).toEqual([]);
    const { sim } = new World(scenario);
    sim.run(60_000_000);
    return [name, sim.digest.text()];
  });
  const found = Object.fromEntries(digests.sort()) as Record<string, string>;
  if (process.env.HALFOPEN_GOLDEN === 'write') writeFileSync(file, JSON.stringify(found, null, 2) + '\n');
  expect(found).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});
