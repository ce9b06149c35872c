import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { create } from './behaviour.ts';
import { machine } from './machine.ts';
import { policy, type GrpcOutlierConfig } from './policy.ts';

/** The facts: rates alone eject, and only a sweep or being forgotten ends it. */
const TRANSITIONS = [
  ['in rotation', 'success rate too low', 'ejected'],
  ['in rotation', 'failure percentage too high', 'ejected'],
  ['ejected', 'ejection time over', 'in rotation'],
  ['ejected', 'forgotten', 'in rotation'],
];

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

function ejectorOf(hosts: number, config: Partial<GrpcOutlierConfig> = {}) {
  const lone = new LoneHosts(hosts);
  const settings = { ...(defaultsOf(policy.fields) as GrpcOutlierConfig), ...config };
  const ejector = create(lone.build(settings), lone.endpoints);
  ejector.reset();
  /** So many calls to a host, of which so many fail. */
  const calls = (host: number, count: number, failures: number) => {
    for (let i = 0; i < count; i++)
      lone.end(lone.send(lone.call(), host), i < failures ? ERROR : OK, ejector);
  };
  return { lone, ejector, calls };
}

test.each(waysThrough(machine, getShortestPaths(machine)))('$events come true', ({ events, ends }) => {
  const byFailures = events.includes('failure percentage too high');
  const { lone, ejector, calls } = ejectorOf(5, {
    successRateEjection: !byFailures,
    failurePercentageEjection: byFailures,
  });
  const oneFails = () => {
    for (let host = 0; host < 5; host++) calls(host, 100, host === 0 ? 90 : 0);
    lone.wait(10e6);
  };
  const deeds: Readonly<Record<string, () => void>> = {
    'success rate too low': oneFails,
    'failure percentage too high': oneFails,
    'ejection time over': () => lone.wait(40e6),
    forgotten: () => ejector.reset(),
  };
  for (const event of events) deeds[event]();
  expect(lone.steps.map(({ event }) => event)).toEqual(events);
  expect(lone.endpoints.count).toBe(ends === 'ejected' ? 4 : 5);
  expect(ejector.explain().length).toBe(3);
});

test('an ejection ends strictly after its time: at the sweep after 30 s, which is after 40 s', () => {
  const { lone, calls } = ejectorOf(5);
  for (let host = 0; host < 5; host++) calls(host, 100, host === 0 ? 50 : 0);
  lone.wait(120e6);
  expect(lone.steps.map(({ at }) => at)).toEqual([10, 50]);
});

test.each([
  [5, 10, 1],
  [15, 10, 2],
  [20, 10, 2],
  [5, 0, 0],
])('of %i hosts with %i %% at most, %i are ejected', (hosts, maxEjectionPercent, ejected) => {
  const { lone, calls } = ejectorOf(hosts, {
    maxEjectionPercent,
    successRateEjection: false,
    failurePercentageEjection: true,
  });
  for (let host = 0; host < hosts; host++) calls(host, 50, 50);
  lone.wait(10e6);
  expect(lone.endpoints.count).toBe(hosts - ejected);
});

test.each([
  [85, false],
  [86, true],
])('a host that failed %i %% is ejected: %s', (failures, isEjected) => {
  const { lone, calls } = ejectorOf(5, { successRateEjection: false, failurePercentageEjection: true });
  for (let host = 0; host < 5; host++) calls(host, 100, host === 2 ? failures : 0);
  lone.wait(10e6);
  expect(lone.endpoints.count).toBe(isEjected ? 4 : 5);
});

test('in close succession each ejection is longer, and each sweep outside forgives one', () => {
  const { lone, calls } = ejectorOf(5, { baseEjectionTimeSeconds: 5 });
  const oneFails = () => {
    for (let host = 0; host < 5; host++) calls(host, 100, host === 0 ? 50 : 0);
  };
  oneFails();
  lone.wait(20e6);
  oneFails();
  lone.wait(10e6);
  expect(lone.steps.map(({ at, to }) => [at, to])).toEqual([
    [10, 'ejected'],
    [20, 'in rotation'],
    [30, 'ejected'],
  ]);
  lone.wait(60e6);
  // At 40 s exactly twice the base time is over, which is not strictly after.
  expect(lone.steps.at(-1)).toMatchObject({ at: 50, to: 'in rotation' });
});
