import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy, type AlbCheckConfig } from './policy.ts';

/** The facts: a new target needs one pass; later 2 failures take it out and 5 passes bring it back. */
const TRANSITIONS = [
  ['initial', 'first check passed', 'healthy'],
  ['initial', 'failed often enough', 'unhealthy'],
  ['healthy', 'failed often enough', 'unhealthy'],
  ['healthy', 'registered', 'initial'],
  ['unhealthy', 'passed often enough', 'healthy'],
  ['unhealthy', 'registered', 'initial'],
];

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

function checkerOf(targets: number) {
  const lone = new LoneHosts(targets);
  const checker = create(lone.build(defaultsOf(policy.fields) as AlbCheckConfig), lone.endpoints);
  checker.reset();
  for (let slot = 0; slot < targets; slot++) checker.first(slot);
  const results = (slot: number, status: number, count: number) => {
    for (let i = 0; i < count; i++) checker.result(slot, status);
  };
  return { lone, checker, results };
}

test.each(waysThrough(machine, getShortestPaths(machine)))('$events come true', ({ events, ends }) => {
  const { lone, checker, results } = checkerOf(1);
  const deeds: Readonly<Record<string, () => void>> = {
    'first check passed': () => results(0, OK, 1),
    'failed often enough': () => results(0, ERROR, 2),
    'passed often enough': () => results(0, OK, 5),
    registered: () => void checker.first(0),
  };
  for (const event of events) deeds[event]();
  expect(lone.steps.map(({ event }) => event)).toEqual(events);
  expect(lone.steps.at(-1)!.to).toBe(ends);
});

test('one failure of two, or four passes of five, change nothing', () => {
  const { lone, results } = checkerOf(2);
  results(0, OK, 1);
  for (let i = 0; i < 5; i++) {
    results(0, ERROR, 1);
    results(0, OK, 1);
  }
  expect(lone.steps.length).toBe(1);
  results(0, ERROR, 2);
  results(0, OK, 4);
  results(0, ERROR, 1);
  results(0, OK, 4);
  expect(lone.steps.at(-1)!.to).toBe('unhealthy');
});

test('it fails open: none healthy, all are used; one healthy, it alone', () => {
  const { lone, checker, results } = checkerOf(32);
  expect([lone.endpoints.count, lone.endpoints.panicking]).toEqual([32, true]);
  results(7, OK, 1);
  expect([lone.endpoints.count, lone.endpoints.panicking]).toEqual([1, false]);
  results(7, ERROR, 2);
  expect(lone.endpoints.count).toBe(32);
  expect(checker.explain().length).toBe(2);
});

test('the next check starts an interval after the last one did, however long it took', () => {
  const { lone, checker } = checkerOf(1);
  lone.wait(5e6);
  expect(checker.result(0, ERROR)).toBe(25e6);
  lone.wait(25e6);
  expect(checker.result(0, OK)).toBe(30e6);
});
