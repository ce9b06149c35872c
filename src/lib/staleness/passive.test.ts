import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { OK, outcomes } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { at } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';
import { estate } from './estate.ts';

/**
 * nginx has no checks: it learns of a death by the first request that fails, leaves the server alone until strictly more than 10
 * whole seconds of the wall clock have passed, then lets one request try, and so on for ever. So it has no line in the table.
 */
const SEEDS = Array.from({ length: 400 }, (_, i) => i + 1);
const CALLS_PER_SECOND = 20;
/** Requests until it is the dead server's turn again, which its lowered weight puts off by a few. */
const TURN = 4 / CALLS_PER_SECOND;

/** Seconds from the death to each request that found nobody; and the requests that did not end well. */
function trial(seed: number, fault: string, forSeconds: number, timeoutMs: number) {
  const stream = new Stream(new Int32Array(4));
  stream.seed(seed, 'staleness/nginx');
  const between = (min: number, max: number) => min + stream.uniform() * (max - min);
  const death = between(5, 8);
  const { sim, layout } = new World(
    estate(
      { seed, between },
      {
        instances: 2,
        callsFromSeconds: 4,
        callsPerSecond: CALLS_PER_SECOND,
        calls: { balancer: { is: 'nginx' }, timeoutMs },
        script: [at(death, fault, 's', {}, 1)],
      },
    ),
  );
  const dead = layout.hosts.find(({ label }) => label === 's-2')!.index;
  const found: number[] = [];
  for (let until = death; until < death + forSeconds; until += 0.5) {
    const before = sim.counters.ghostCalls[dead];
    sim.run(sToMicros(until));
    const came = sim.counters.ghostCalls[dead] - before;
    for (let i = 0; i < came; i++) found.push(sim.counters.lastGhostCall[dead] / MICROS_PER_S - death);
  }
  const bad = outcomes.reduce(
    (sum, _, outcome) => sum + (outcome === OK ? 0 : sim.counters.outcomes[outcome]),
    0,
  );
  return { found, bad };
}

test('one request finds a server dead, then one each 10 to 11 s for ever, and no caller notices', () => {
  const firstPauses = SEEDS.map((seed) => {
    const { found, bad } = trial(seed, 'kill-instance', 46, 500);
    expect(bad).toBe(0);
    // Who was being served at that moment was reset, which tells as much.
    if (found[0] > TURN) found.unshift(0);
    const pauses = found.slice(1).map((when, i) => when - found[i]);
    expect(pauses).toHaveLength(4);
    expect(Math.min(...pauses)).toBeGreaterThan(10);
    expect(Math.max(...pauses)).toBeLessThan(11 + TURN);
    return pauses[0];
  });
  const mean = firstPauses.reduce((sum, pause) => sum + pause, 0) / SEEDS.length;
  // The request may fail anywhere in a second of the clock: 10.5 s, and up to a turn; three standard errors, and 1 %.
  const allowed = 3 / Math.sqrt(12 * SEEDS.length) + 0.01 * 10.5;
  expect(mean).toBeGreaterThan(10.5 - allowed);
  expect(mean).toBeLessThan(10.5 + TURN + allowed);
});

test('a hang is found by the first time-out of 60 s: until then its turns go there, and each probe pays it again', () => {
  for (const seed of SEEDS.slice(0, 20)) {
    const { found, bad } = trial(seed, 'hang-instance', 200, 60_000);
    expect(bad).toBe(0);
    const before = found.filter((when) => when < 60.6).length;
    expect(before).toBeGreaterThan((60 * CALLS_PER_SECOND) / 2 - 3);
    expect(before).toBeLessThan((60 * CALLS_PER_SECOND) / 2 + 5);
    // Those then fail one by one for as long again, and each counts anew.
    const probes = found.slice(before);
    expect(probes[0]).toBeGreaterThan(120 + 10);
    expect(probes[0]).toBeLessThan(120 + 11 + 2 * TURN);
    const pauses = probes.slice(1).map((when, i) => when - probes[i]);
    expect(Math.min(...pauses)).toBeGreaterThan(10);
  }
});
