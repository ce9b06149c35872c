import { expect, test } from 'vitest';
import type { Scenario } from '#lib/scenario/document.ts';
import { library } from '../bundled.ts';
import { Dice } from './dice.ts';
import { broken, Ends, expectBooksToBalance } from './judge.ts';
import { caseOf } from './topology.ts';

/**
 * Random small topologies, settings, faults and seeds: what must hold of every run is checked on four hundred.
 * A failure names its case; that one alone is run again by
 *
 *     HALFOPEN_SWARM_SEED=17 npm test -- swarm
 */
const only = process.env.HALFOPEN_SWARM_SEED;
const CASES = only === undefined ? Array.from({ length: 400 }, (_, i) => i + 1) : [Number(only)];

const { hasErrors, World, encodeLink, decodeLink, house, readScenario } = library;
const straight = new Map<number, string>();

test('every case is a valid scenario', () => {
  const bad = CASES.map((seed) => [seed, readScenario(caseOf(seed).scenario, house).problems] as const);
  // By chance two settings may be of a kind that a product warns of.
  expect(bad.filter(([, problems]) => hasErrors(problems))).toEqual([]);
});

test('every request ends exactly once, and no station holds more than it may at any event', () => {
  let requests = 0;
  for (const seed of CASES) {
    const { scenario, endMicros } = caseOf(seed);
    const ends = new Ends();
    const world = new World(scenario, ends);
    while (!world.sim.run(endMicros, 1)) {
      const wrong = broken(world);
      if (wrong !== '') expect.fail(`${replay(seed)}: ${wrong}`);
    }
    expectBooksToBalance(world, ends, replay(seed));
    requests += ends.seen.size;
    straight.set(seed, world.sim.digest.text());
  }
  expect(requests / CASES.length, 'cases have traffic').toBeGreaterThan(only === undefined ? 100 : -1);
});

test('a run cut into random slices is the same run', () => {
  for (const seed of CASES) {
    const { scenario, endMicros } = caseOf(seed);
    const dice = new Dice(seed + 1_000_000);
    const { sim } = new World(scenario);
    for (let at = 0; at < endMicros; at += dice.whole(1, endMicros)) sim.run(at, dice.whole(1, 5_000));
    sim.run(endMicros);
    expect(sim.digest.text(), replay(seed)).toBe(digestOf(seed));
  }
});

test('a run goes on from a snapshot as if nothing had been, in its own world and in another', () => {
  for (const seed of CASES) {
    const { scenario, endMicros } = caseOf(seed);
    const dice = new Dice(seed + 2_000_000);
    const first = new World(scenario).sim;
    first.run(dice.whole(0, endMicros));
    const middle = first.digest.text();
    const snapshot = first.save();
    first.run(endMicros);
    first.restore(snapshot);
    expect(first.digest.text(), replay(seed)).toBe(middle);
    first.run(endMicros);
    const second = new World(scenario).sim;
    second.run(dice.whole(0, endMicros));
    second.restore(snapshot);
    second.run(endMicros);
    expect([first.digest.text(), second.digest.text()], replay(seed)).toEqual(Array(2).fill(digestOf(seed)));
  }
});

test('a scenario that went through a link runs alike', async () => {
  for (const seed of CASES) {
    const { scenario, endMicros } = caseOf(seed);
    const link = await encodeLink({ scenario, playheadMicros: 0, selected: null }, house);
    const { shared, problems } = await decodeLink(link, house);
    expect(hasErrors(problems), replay(seed)).toBe(false);
    expect(runOf(shared?.scenario ?? scenario, endMicros), replay(seed)).toBe(digestOf(seed));
  }
});

test('names, places and the camera change nothing', () => {
  for (const seed of CASES) {
    const { scenario, endMicros } = caseOf(seed);
    const nodes = scenario.nodes.map((node, i) => ({ ...node, label: `moved ${i}`, x: -i, y: i * i }));
    const camera = { x: 1, y: 2, zoom: 3 };
    const edited = { ...scenario, name: 'other', about: 'others', nodes, camera };
    expect(runOf(edited, endMicros), replay(seed)).toBe(digestOf(seed));
  }
});

test('another seed is another run', () => {
  const alike = CASES.filter((seed) => {
    const { scenario, endMicros } = caseOf(seed);
    const quiet = scenario.edges.length === 0;
    return !quiet && runOf({ ...scenario, seed: scenario.seed + 1 }, endMicros) === digestOf(seed);
  });
  // A client that asks at a constant rate and is always refused at once may draw nothing at all.
  expect(alike.length).toBeLessThan(Math.max(2, CASES.length / 10));
});

/** The digest of the uninterrupted run. */
function digestOf(seed: number): string {
  const { scenario, endMicros } = caseOf(seed);
  const known = straight.get(seed) ?? runOf(scenario, endMicros);
  straight.set(seed, known);
  return known;
}

function runOf(scenario: Scenario, endMicros: number): string {
  const { sim } = new World(scenario);
  sim.run(endMicros);
  return sim.digest.text();
}

function replay(seed: number): string {
  return `case ${seed} (HALFOPEN_SWARM_SEED=${seed} npm test -- swarm)`;
}
