import { describe, expect, test } from 'vitest';
import {
  CANCELLED,
  CONNECTION_REFUSED,
  ERROR,
  OK,
  QUEUE_FULL,
  RESET,
  TIMED_OUT,
} from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { REACH } from '#lib/engine/levers.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { create } from './behaviour.ts';
import { Detector } from './detector.ts';
import { policy, type EnvoyOutlierConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as EnvoyOutlierConfig;

function detectorOf(hosts: number, config: Partial<EnvoyOutlierConfig> = {}, seed = 1) {
  const lone = new LoneHosts(hosts, { seed });
  const detector = new Detector(lone.build({ ...defaults, ...config }), lone.endpoints);
  detector.reset();
  const tell = (slot: number, status: number, count: number) => {
    for (let i = 0; i < count; i++) detector.answered(slot, status);
  };
  const isOut = (slot: number) => detector.ejections.isOut(slot);
  return { lone, detector, tell, isOut };
}

test.each([
  [9, 10, 0],
  [10, 10, 1],
  [19, 10, 1],
  [20, 10, 2],
  [5, 20, 1],
  [3, 34, 1],
  [3, 33, 0],
  [4, 100, 4],
])('of %i hosts, with %i %% at most, %i are ejected', (hosts, maxEjectionPercent, ejected) => {
  const { tell, isOut, lone } = detectorOf(hosts, { maxEjectionPercent });
  for (let slot = 0; slot < hosts; slot++) tell(slot, 500, 5);
  const out = Array.from({ length: hosts }, (_, slot) => isOut(slot));
  expect(out).toEqual(out.map((_, slot) => slot < ejected));
  expect(lone.endpoints.count).toBe(hosts - ejected);
});

test('a run that was not enforced begins anew: a full one is needed again', () => {
  const { tell, isOut, detector } = detectorOf(10, { maxEjectionPercent: 9 });
  tell(0, 500, 9);
  expect(detector.ejections.overflow).toBe(1);
  tell(0, 500, 1);
  expect(detector.ejections.overflow).toBe(2);
  expect(isOut(0)).toBe(false);
});

test('errors in flight to an ejected host have no effect, and when it is back it has a clean slate', () => {
  const { tell, isOut, lone } = detectorOf(10);
  tell(0, 500, 5);
  tell(0, 500, 12);
  expect(lone.steps.length).toBe(1);
  lone.wait(30e6);
  expect(isOut(0)).toBe(false);
  tell(0, 500, 4);
  expect(isOut(0)).toBe(false);
  tell(0, 500, 1);
  expect(isOut(0)).toBe(true);
});

test('a 5xx that is no gateway failure breaks the run of those only; the gateway’s run fires first', () => {
  const config = { consecutiveGatewayFailure: 5, enforcingConsecutiveGatewayFailure: 100 };
  const { tell, lone } = detectorOf(10, { ...config, consecutive5xx: 8 });
  tell(0, 503, 4);
  tell(0, 500, 1);
  tell(0, 504, 3);
  expect(lone.steps.map(({ event }) => event)).toEqual(['server errors in a row']);
  const both = detectorOf(10, config);
  both.tell(0, 502, 5);
  expect(both.lone.steps.map(({ event }) => event)).toEqual(['gateway failures in a row']);
});

test('each ejection in close succession is longer by the base time, up to the most', () => {
  const config = { baseEjectionTimeSeconds: 10, maxEjectionTimeSeconds: 35, intervalSeconds: 5 };
  const { tell, lone } = detectorOf(10, config);
  for (let round = 0; round < 5; round++) {
    tell(0, 500, 5);
    lone.wait(60e6);
    while (lone.steps.at(-1)!.to === 'ejected') lone.wait(1e6);
  }
  // A minute after each ejection the host has been back for many sweeps: all is forgiven.
  const out = lone.steps.filter(({ to }) => to === 'ejected').map(({ at }) => at);
  const back = lone.steps.filter(({ to }) => to === 'in rotation').map(({ at }) => at);
  expect(back.map((at, i) => at - out[i])).toEqual([10, 10, 10, 10, 10]);

  const close = detectorOf(10, config);
  for (let round = 0; round < 6; round++) {
    close.tell(0, 500, 5);
    do close.lone.wait(5e6);
    while (close.isOut(0));
  }
  const times = close.lone.steps.map(({ at }) => at);
  const lasted = times.flatMap((at, i) => (i % 2 === 1 ? [at - times[i - 1]] : []));
  expect(lasted).toEqual([10, 20, 30, 35, 35, 35]);
});

test('a host that has been back for an interval is forgiven one ejection a sweep', () => {
  const { tell, lone, detector } = detectorOf(10);
  tell(0, 500, 5);
  lone.wait(30e6);
  tell(0, 500, 5);
  expect(detector.ejections.times(0)).toBe(2);
  lone.wait(60e6);
  expect(detector.ejections.times(0)).toBe(2);
  lone.wait(10e6);
  expect(detector.ejections.times(0)).toBe(1);
  lone.wait(20e6);
  expect(detector.ejections.times(0)).toBe(0);
});

test('success rate: of five alike one at 99 % is ejected, two bad of five never are', () => {
  const off = { maxEjectionPercent: 100, enforcingConsecutive5xx: 0 };
  const one = detectorOf(5, off);
  for (let slot = 0; slot < 5; slot++) one.tell(slot, 200, slot === 4 ? 99 : 100);
  one.tell(4, 500, 1);
  one.lone.wait(10e6 - 1);
  expect(one.isOut(4)).toBe(false);
  one.lone.wait(1);
  expect([0, 1, 2, 3, 4].map(one.isOut)).toEqual([false, false, false, false, true]);

  const two = detectorOf(5, off);
  for (let slot = 0; slot < 5; slot++) two.tell(slot, slot < 2 ? 500 : 200, 100);
  two.lone.wait(10e6);
  expect(two.lone.steps).toEqual([]);
});

test('only the interval before a sweep is judged', () => {
  const { tell, lone } = detectorOf(5, { maxEjectionPercent: 100, enforcingConsecutive5xx: 0 });
  for (let slot = 0; slot < 5; slot++) tell(slot, slot === 0 ? 500 : 200, 60);
  lone.wait(10e6);
  for (let slot = 0; slot < 5; slot++) tell(slot, slot === 0 ? 500 : 200, 60);
  lone.wait(10e6);
  expect(lone.steps).toEqual([]);
});

test.each([
  [85, true],
  [84, false],
])('failure percentage: a host that failed %i %% is ejected: %s', (failures, ejected) => {
  const config = { enforcingConsecutive5xx: 0, enforcingSuccessRate: 0, enforcingFailurePercentage: 100 };
  const { tell, lone, isOut } = detectorOf(5, { ...config, maxEjectionPercent: 100 });
  for (let slot = 1; slot < 5; slot++) tell(slot, 200, 50);
  tell(0, 500, failures);
  tell(0, 200, 100 - failures);
  lone.wait(10e6);
  expect(isOut(0)).toBe(ejected);
});

test('with the split, own errors and failures to reach a host are counted apart', () => {
  const { detector, tell, isOut, lone } = detectorOf(10, { splitExternalLocalOriginErrors: true });
  for (let i = 0; i < 4; i++) detector.notReached(0);
  tell(0, 500, 4);
  expect(isOut(0)).toBe(false);
  detector.timedOut(0);
  expect(lone.steps.map(({ event }) => event)).toEqual(['local failures in a row']);
});

/** Calls to one host of ten, with local failures alone enforced. */
function splitEjector(config: Partial<EnvoyOutlierConfig> = {}) {
  const lone = new LoneHosts(10);
  const split = { splitExternalLocalOriginErrors: true, maxEjectionPercent: 100, ...config };
  const ejector = create(lone.build({ ...defaults, ...split }), lone.endpoints);
  ejector.reset();
  const begin = (host = 3) => {
    const call = lone.send(lone.call(), host);
    ejector.began!(call);
    return call;
  };
  const end = (call: number, outcome: number) => lone.end(call, outcome, ejector);
  return { lone, begin, end, ejector };
}

describe('with the split, a call that gets its connection', () => {
  test('ends the run of local failures: five time-outs one after another eject nobody', () => {
    const { begin, end, lone } = splitEjector();
    lone.sim.levers.down[3] = REACH.hangs;
    for (let i = 0; i < 50; i++) end(begin(), TIMED_OUT);
    expect(lone.steps).toEqual([]);
  });

  test('ends it when it begins: five time-outs at once eject', () => {
    const { begin, end, lone } = splitEjector();
    for (const call of [begin(), begin(), begin(), begin(), begin()]) end(call, RESET);
    expect(lone.steps.map(({ event }) => event)).toEqual(['local failures in a row']);
  });

  test('is a local success, whatever becomes of it: of a host that hangs the rate is 50 %', () => {
    for (const [least, ejected] of [
      [50, true],
      [51, false],
    ] as const) {
      const { begin, end, lone } = splitEjector({
        enforcingSuccessRate: 0,
        enforcingLocalOriginSuccessRate: 0,
        enforcingFailurePercentageLocalOrigin: 100,
        failurePercentageThreshold: least,
        failurePercentageMinimumHosts: 1,
      });
      for (let i = 0; i < 50; i++) end(begin(), TIMED_OUT);
      lone.wait(10e6);
      expect(lone.steps.map(({ event }) => event)).toEqual(ejected ? ['failure percentage too high'] : []);
    }
  });

  test.each([
    ['refuses', REACH.refuses],
    ['is not there', REACH.silent],
  ])('does not get it of a host that %s: five in a row eject', (_, reach) => {
    const { begin, end, lone } = splitEjector();
    lone.sim.levers.down[3] = reach;
    for (let i = 0; i < 5; i++) end(begin(), reach === REACH.silent ? TIMED_OUT : CONNECTION_REFUSED);
    expect(lone.steps.map(({ event }) => event)).toEqual(['local failures in a row']);
  });
});

test('a passed health check lets a host in at once, if so set', () => {
  for (const unejects of [true, false]) {
    const { tell, detector, isOut } = detectorOf(10, { successfulActiveHealthCheckUnejectHost: unejects });
    tell(0, 500, 5);
    detector.foundHealthy(0);
    expect(isOut(0)).toBe(!unejects);
  }
});

test('a host that is listed no more leaves its place in the share, and comes again as a new one', () => {
  const { tell, lone, isOut, detector } = detectorOf(10);
  tell(0, 500, 5);
  lone.endpoints.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  tell(0, 500, 5);
  lone.endpoints.set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(lone.endpoints.count).toBe(10);
  tell(0, 500, 4);
  expect(isOut(0)).toBe(false);
  tell(1, 500, 5);
  expect([isOut(1), detector.ejections.active]).toEqual([true, 1]);
});

const JITTER_SEEDS = [3, 5, 8, 13, 21, 34, 55, 89];
test.each(JITTER_SEEDS)('jitter adds up to its most, by seed %i', (seed) => {
  const { tell, lone } = detectorOf(10, { maxEjectionTimeJitterSeconds: 20, intervalSeconds: 0.01 }, seed);
  tell(0, 500, 5);
  lone.wait(51e6);
  expect(lone.steps.length).toBe(2);
  expect(lone.steps[1].at).toBeGreaterThanOrEqual(30);
  expect(lone.steps[1].at).toBeLessThanOrEqual(50.01);
});

test('half-enforced, about half of those found out are ejected', () => {
  const { tell, lone } = detectorOf(1_000, { enforcingConsecutive5xx: 50, maxEjectionPercent: 100 }, 1_234);
  for (let slot = 0; slot < 1_000; slot++) tell(slot, 500, 5);
  // Three standard deviations of 1,000 fair rolls are 47.
  expect(Math.abs(lone.steps.length - 500)).toBeLessThan(48);
});

test.each([
  ['errors', ERROR, true],
  ['time-outs', TIMED_OUT, true],
  ['refused connections', CONNECTION_REFUSED, true],
  ['resets', RESET, true],
  ['full queues', QUEUE_FULL, true],
  ['calls that were given up', CANCELLED, false],
])('five %s in a row eject: %s', (_, outcome, ejects) => {
  const lone = new LoneHosts(10);
  const ejector = create(lone.build(defaults), lone.endpoints);
  ejector.reset();
  for (let i = 0; i < 5; i++) lone.end(lone.send(lone.call(), 3), outcome, ejector);
  expect(lone.endpoints.count).toBe(ejects ? 9 : 10);
  expect(ejector.explain().length).toBeGreaterThan(3);
});

test('an ok between errors ends their run', () => {
  const lone = new LoneHosts(10);
  const ejector = create(lone.build(defaults), lone.endpoints);
  ejector.reset();
  for (let i = 0; i < 20; i++) lone.end(lone.send(lone.call(), 3), i % 5 === 4 ? OK : ERROR, ejector);
  expect(lone.steps).toEqual([]);
});
