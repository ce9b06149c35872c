import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from '#lib/policies/checking/readiness.machine.ts';
import type { ReadinessConfig } from '#lib/policies/readiness-fields.ts';
import { policy } from './policy.ts';

/** The facts: unready before the first success; failures in a row, or the end of the process, make it unready again. */
const TRANSITIONS = [
  ['unready', 'succeeded often enough', 'ready'],
  ['ready', 'failed often enough', 'unready'],
  ['ready', 'process exited', 'unready'],
  ['ready', 'forgotten', 'unready'],
];

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

function probeOf(config: Partial<ReadinessConfig> = {}) {
  const lone = new LoneHosts(1);
  const settings = { ...(defaultsOf(policy.fields) as ReadinessConfig), ...config };
  const checker = create(lone.build(settings), lone.endpoints);
  checker.reset();
  const first = checker.first(0);
  return { lone, checker, first };
}

test.each(waysThrough(machine, getShortestPaths(machine)))('$events come true', ({ events, ends }) => {
  const { lone, checker } = probeOf();
  const results = (status: number, count: number) => () => {
    for (let i = 0; i < count; i++) checker.result(0, status);
  };
  const deeds: Readonly<Record<string, () => void>> = {
    'succeeded often enough': results(OK, 1),
    'failed often enough': results(ERROR, 3),
    'process exited'() {
      lone.sim.levers.down[0] = 1;
      lone.wait(1e6);
    },
    forgotten: () => checker.reset(),
  };
  expect(lone.endpoints.count).toBe(0);
  for (const event of events) deeds[event]();
  expect(lone.steps.map(({ event }) => event)).toEqual(events);
  expect(lone.endpoints.count).toBe(ends === 'ready' ? 1 : 0);
  expect(checker.explain().length).toBe(1);
});

test('both thresholds count results in a row', () => {
  const { lone, checker } = probeOf({ successThreshold: 2 });
  for (const good of [true, false, true, true, false, false, true, false, false, false]) {
    checker.result(0, good ? OK : ERROR);
  }
  expect(lone.steps.map(({ to }) => to)).toEqual(['ready', 'unready']);
});

test.each([
  [0, 0],
  [1, 10],
  [10, 10],
  [11, 20],
])('with an initial delay of %i s the first probe is at the tick of %i s', (initialDelaySeconds, tick) => {
  expect(probeOf({ initialDelaySeconds }).first).toBe(tick * 1e6);
});

test('probes keep to the ticker; of those that a long one slept through one comes at once', () => {
  const { lone, checker } = probeOf({ timeoutSeconds: 30 });
  lone.wait(1e6);
  expect(checker.result(0, ERROR)).toBe(9e6);
  lone.wait(9e6 + 25e6);
  expect(checker.result(0, ERROR)).toBe(0);
  expect(checker.result(0, OK)).toBe(5e6);
});
