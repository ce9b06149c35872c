import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { ERROR, OK, outcomeCode } from '#lib/base/outcomes.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';

/** The facts: a check starts critical; any status may follow any other. */
const TRANSITIONS = [
  ['critical', 'passes', 'passing'],
  ['critical', 'warns', 'warning'],
  ['warning', 'passes', 'passing'],
  ['warning', 'fails', 'critical'],
  ['warning', 'registered', 'critical'],
  ['passing', 'warns', 'warning'],
  ['passing', 'fails', 'critical'],
  ['passing', 'registered', 'critical'],
];
const RATE_LIMITED = outcomeCode('rate-limited');

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

function checkerOf(before: Partial<Record<'passing' | 'warning' | 'critical', number>>, onlyPassing = false) {
  const lone = new LoneHosts(1);
  const config = {
    intervalSeconds: 10,
    timeoutSeconds: 10,
    successBeforePassing: before.passing ?? 0,
    failuresBeforeWarning: before.warning ?? 0,
    failuresBeforeCritical: before.critical ?? 0,
    onlyPassing,
  };
  const checker = create(lone.build(config), lone.endpoints);
  checker.reset();
  checker.first(0);
  return { lone, checker };
}

test.each(waysThrough(machine, getShortestPaths(machine)))('$events come true', ({ events, ends }) => {
  const { lone, checker } = checkerOf({});
  const deeds: Readonly<Record<string, () => unknown>> = {
    passes: () => checker.result(0, OK),
    warns: () => checker.result(0, RATE_LIMITED),
    fails: () => checker.result(0, ERROR),
    registered: () => checker.first(0),
  };
  for (const event of events) deeds[event]();
  expect(lone.steps.map(({ event }) => event)).toEqual(events);
  expect(lone.steps.at(-1)!.to).toBe(ends);
  expect(lone.endpoints.count).toBe(ends === 'critical' ? 0 : 1);
});

/** Results of which + is good, ! a 429 and - a failure; and the status after each: p, w or c. */
test.each([
  ['by default every result decides', {}, '+-+-!-!+', 'pcpcwcwp'],
  ['the very first good result applies at once', { passing: 3 }, '+-++', 'pccc'],
  ['later so many in a row are needed', { passing: 3 }, '-++-+++', 'ccccccp'],
  ['the very first failure applies at once', { critical: 3 }, '-', 'c'],
  ['later so many failures in a row make it critical', { critical: 3 }, '+--+---', 'ppppppc'],
  ['fewer failures warn', { warning: 2, critical: 4 }, '+----', 'ppwwc'],
  ['a warning counts as good', { passing: 2, critical: 2 }, '!-!-!!', 'wwwwww'],
  ['from critical one failure may lift it to warning', { passing: 3, warning: 1, critical: 3 }, '-+-', 'ccw'],
])('%s', (_, before, results, statuses) => {
  const { lone, checker } = checkerOf(before);
  const seen = [...results].map((result) => {
    checker.result(0, result === '+' ? OK : result === '!' ? RATE_LIMITED : ERROR);
    return (lone.steps.at(-1)?.to ?? 'critical')[0];
  });
  expect(seen.join('')).toBe(statuses);
});

test('with only_passing an instance in warning is left out as well', () => {
  for (const onlyPassing of [false, true]) {
    const { lone, checker } = checkerOf({}, onlyPassing);
    checker.result(0, RATE_LIMITED);
    expect(lone.endpoints.count).toBe(onlyPassing ? 0 : 1);
    expect(checker.explain().length).toBe(1);
  }
});
