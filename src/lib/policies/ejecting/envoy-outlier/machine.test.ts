import { expect, test } from 'vitest';
import { getShortestPaths } from 'xstate/graph';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { transitionsOf, waysThrough } from '#lib/engine/machine-walks.ts';
import { Detector } from './detector.ts';
import { machine } from './machine.ts';
import { policy, type EnvoyOutlierConfig } from './policy.ts';

/** The facts: what ejects a host, and what ends it. */
const TRANSITIONS = [
  ['in rotation', 'server errors in a row', 'ejected'],
  ['in rotation', 'gateway failures in a row', 'ejected'],
  ['in rotation', 'local failures in a row', 'ejected'],
  ['in rotation', 'success rate too low', 'ejected'],
  ['in rotation', 'failure percentage too high', 'ejected'],
  ['ejected', 'ejection time over', 'in rotation'],
  ['ejected', 'health check passed', 'in rotation'],
  ['ejected', 'forgotten', 'in rotation'],
];

test('the machine knows these transitions and no others', () => {
  expect(transitionsOf(machine).sort()).toEqual([...TRANSITIONS].sort());
});

test.each(waysThrough(machine, getShortestPaths(machine)))(
  '$events come true in the detector',
  ({ events, ends }) => {
    const lone = new LoneHosts(5);
    const byFailures = events.includes('failure percentage too high');
    const config: EnvoyOutlierConfig = {
      ...(defaultsOf(policy.fields) as EnvoyOutlierConfig),
      consecutiveGatewayFailure: 3,
      enforcingConsecutiveGatewayFailure: 100,
      enforcingSuccessRate: byFailures ? 0 : 100,
      enforcingFailurePercentage: byFailures ? 100 : 0,
      failurePercentageThreshold: 75,
      splitExternalLocalOriginErrors: events.includes('local failures in a row'),
      maxEjectionPercent: 100,
    };
    const detector = new Detector(lone.build(config), lone.endpoints);
    const answer = (slot: number, status: number, count: number) => {
      for (let i = 0; i < count; i++) detector.answered(slot, status);
    };
    /** Three of four calls to the first host fail, never five in a row. */
    const threeOfFour = () => {
      for (let slot = 1; slot < 5; slot++) answer(slot, 200, 100);
      for (let i = 0; i < 100; i++) answer(0, i % 4 === 3 ? 200 : 500, 1);
      lone.wait(10e6);
    };
    const deeds: Readonly<Record<string, () => void>> = {
      'server errors in a row': () => answer(0, 500, 5),
      'gateway failures in a row': () => answer(0, 502, 3),
      'local failures in a row'() {
        for (let i = 0; i < 5; i++) detector.notReached(0);
      },
      'success rate too low': threeOfFour,
      'failure percentage too high': threeOfFour,
      'ejection time over': () => lone.wait(30e6),
      'health check passed': () => detector.foundHealthy(0),
      forgotten() {
        lone.endpoints.set([1, 2, 3, 4]);
        lone.wait(10e6);
      },
    };
    detector.reset();
    for (const event of events) deeds[event]();
    expect(lone.steps.map(({ event }) => event)).toEqual(events);
    expect(detector.ejections.isOut(0)).toBe(ends === 'ejected');
    expect(lone.endpoints.count).toBe(ends === 'ejected' || events.includes('forgotten') ? 4 : 5);
  },
);
