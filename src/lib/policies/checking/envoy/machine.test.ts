import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { CONNECTION_REFUSED, ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy, type EnvoyCheckConfig } from './policy.ts';

/** The facts: first pass suffices, an unexpected status decides at once, all else is counted. */
const TRANSITIONS = [
  ['pending', 'first check passed', 'healthy'],
  ['pending', 'first check failed', 'unhealthy'],
  ['healthy', 'failed often enough', 'unhealthy'],
  ['healthy', 'unexpected status', 'unhealthy'],
  ['healthy', 'forgotten', 'pending'],
  ['unhealthy', 'passed often enough', 'healthy'],
  ['unhealthy', 'forgotten', 'pending'],
];

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

test.each(waysThrough(machine, getShortestPaths(machine)))('$events come true', ({ events, ends }) => {
  const lone = new LoneHosts(2);
  const checker = create(lone.build(defaultsOf(policy.fields) as EnvoyCheckConfig), lone.endpoints);
  const results = (status: number, count: number) => () => {
    for (let i = 0; i < count; i++) checker.result(0, status);
  };
  const deeds: Readonly<Record<string, () => void>> = {
    'first check passed': results(OK, 1),
    'first check failed': results(CONNECTION_REFUSED, 1),
    'failed often enough': results(CONNECTION_REFUSED, 3),
    'unexpected status': results(ERROR, 1),
    'passed often enough': results(OK, 2),
    forgotten: () => checker.reset(),
  };
  checker.reset();
  checker.first(0);
  for (const event of events) deeds[event]();
  expect(lone.steps.map(({ event }) => event)).toEqual(events);
  expect(lone.steps.at(-1)!.to).toBe(ends);
  expect(lone.endpoints.count).toBe(ends === 'unhealthy' ? 1 : 2);
});
