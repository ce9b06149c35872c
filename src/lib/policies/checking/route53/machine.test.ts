import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy, type Route53CheckConfig } from './policy.ts';

/** The facts: healthy if and only if more than 18 % of the checkers say healthy. */
const TRANSITIONS = [
  ['healthy', 'too few checkers were content', 'unhealthy'],
  ['unhealthy', 'enough checkers were content', 'healthy'],
  ['unhealthy', 'registered', 'healthy'],
];

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

/** Checks of one endpoint go on in real time, each answered at once by what it finds. */
function checking(seed: number, hosts = 1) {
  const lone = new LoneHosts(hosts, { seed });
  const checker = create(lone.build(defaultsOf(policy.fields) as Route53CheckConfig), lone.endpoints);
  checker.reset();
  let wait = checker.first(0);
  let probes = 0;
  const go = (seconds: number, status: number) => {
    const until = lone.sim.now + seconds * 1e6;
    while (lone.sim.now + wait <= until) {
      lone.wait(wait);
      wait = checker.result(0, status);
      probes++;
    }
    const rest = until - lone.sim.now;
    lone.wait(rest);
    wait -= rest;
  };
  return { lone, checker, go, probes: () => probes };
}

test.each(waysThrough(machine, getShortestPaths(machine)))('$events come true', ({ events, ends }) => {
  const { lone, checker, go } = checking(1);
  const deeds: Readonly<Record<string, () => void>> = {
    'too few checkers were content': () => go(95, ERROR),
    'enough checkers were content': () => go(95, OK),
    registered: () => checker.reset(),
  };
  for (const event of events) deeds[event]();
  expect(lone.steps.map(({ event }) => event)).toEqual(events);
  expect(lone.steps.at(-1)!.to).toBe(ends);
});

test('fifteen checks in every interval, spread over it', () => {
  const { go, probes } = checking(1);
  go(300, OK);
  expect(probes()).toBe(150);
});

/** Named beforehand. */
const SEEDS = Array.from({ length: 40 }, (_, i) => 5_301 + i);

test('a death is found after 60 to 90 s, when the thirteenth of fifteen gives up: 84.4 s on average', () => {
  const found = SEEDS.map((seed) => {
    const { lone, go } = checking(seed);
    go(100, OK);
    go(95, ERROR);
    return lone.steps[0].at - 100;
  });
  expect(Math.min(...found)).toBeGreaterThan(60);
  expect(Math.max(...found)).toBeLessThanOrEqual(90);
  const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
  // The thirteenth of fifteen uniform draws from 60 to 90: 60 + 30 * 13 / 16, with a deviation of 2.84.
  expect(Math.abs(mean - 84.375)).toBeLessThan((3 * 2.84) / Math.sqrt(SEEDS.length));
});

test('it comes back when three of fifteen have passed three times: 60 to 70 s, earlier than it went', () => {
  const { lone, go } = checking(7);
  go(95, ERROR);
  const back = lone.sim.now / 1e6;
  go(95, OK);
  expect(lone.steps.map(({ to }) => to)).toEqual(['unhealthy', 'healthy']);
  expect(lone.steps[1].at - back).toBeGreaterThan(60);
  expect(lone.steps[1].at - back).toBeLessThan(75);
});

test('when none is healthy all are answered with', () => {
  const { lone, go } = checking(3);
  expect([lone.endpoints.count, lone.endpoints.panicking]).toEqual([1, false]);
  go(95, ERROR);
  expect([lone.endpoints.count, lone.endpoints.panicking]).toEqual([1, true]);
});
