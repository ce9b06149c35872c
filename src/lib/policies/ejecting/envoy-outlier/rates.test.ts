import { describe, expect, test } from 'vitest';
import { ERROR, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { create } from './behaviour.ts';
import { policy, type EnvoyOutlierConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as EnvoyOutlierConfig;
const SWEEP = 10e6;
/** Rates alone, and no bound on how many go. */
const rates = {
  enforcingConsecutive5xx: 0,
  enforcingConsecutiveLocalOriginFailure: 0,
  maxEjectionPercent: 100,
};

/** Calls to each host, [ok, error, timed out] of each, and a sweep: who is out, and why. */
function swept(hosts: readonly (readonly [number, number, number])[], config: Partial<EnvoyOutlierConfig>) {
  const lone = new LoneHosts(hosts.length);
  const ejector = create(lone.build({ ...defaults, ...rates, ...config }), lone.endpoints);
  ejector.reset();
  const calls = (host: number, count: number, outcome: number) => {
    for (let i = 0; i < count; i++) {
      const call = lone.send(lone.call(), host);
      ejector.began!(call);
      lone.end(call, outcome, ejector);
    }
  };
  hosts.forEach(([ok, error, late], host) => {
    calls(host, ok, OK);
    calls(host, error, ERROR);
    calls(host, late, TIMED_OUT);
  });
  lone.wait(SWEEP);
  const out = hosts.map((_, host) => host).filter((host) => lone.endpoints.outOf(host) !== 0);
  return { out, why: lone.steps.map(({ event }) => event) };
}
const four = (each: readonly [number, number, number]) => [each, each, each, each];

describe('with the split', () => {
  const split = { splitExternalLocalOriginErrors: true };

  test('the local success rate is judged by itself: time-outs eject by it, and not by the external one', () => {
    const hosts = [...four([100, 0, 0]), [0, 0, 100]] as const;
    expect(swept(hosts, split)).toEqual({ out: [4], why: ['success rate too low'] });
    expect(swept(hosts, { ...split, enforcingSuccessRate: 0 }).out).toEqual([4]);
    expect(swept(hosts, { ...split, enforcingLocalOriginSuccessRate: 0 }).out).toEqual([]);
  });

  test('a host’s own errors are local successes', () => {
    const hosts = [...four([100, 0, 0]), [0, 100, 0]] as const;
    expect(swept(hosts, { ...split, enforcingLocalOriginSuccessRate: 0 }).out).toEqual([4]);
    expect(swept(hosts, { ...split, enforcingSuccessRate: 0 }).out).toEqual([]);
  });

  test.each([
    [20, 25, true], // of 100 connections 25 timed out: 25 of 125
    [21, 25, false],
    [50, 100, true],
    [51, 100, false],
  ])(
    'the local failure percentage counts each call’s connection: against %i %%, %i of 100 are too many: %s',
    (threshold, late, ejected) => {
      const hosts = [...four([100, 0, 0]), [100 - late, 0, late]] as const;
      const failures = {
        ...split,
        enforcingLocalOriginSuccessRate: 0,
        enforcingFailurePercentageLocalOrigin: 100,
        failurePercentageThreshold: threshold,
      };
      expect(swept(hosts, failures).out.length === 1).toBe(ejected);
      expect(swept(hosts, { ...failures, enforcingFailurePercentageLocalOrigin: 0 }).out).toEqual([]);
    },
  );

  test('without it a time-out counts as an error of the host', () => {
    const hosts = [...four([100, 0, 0]), [0, 0, 100]] as const;
    expect(swept(hosts, { enforcingLocalOriginSuccessRate: 0 }).out).toEqual([4]);
    expect(swept(hosts, { enforcingSuccessRate: 0 }).out).toEqual([]);
  });
});

describe('failure percentage', () => {
  const failures = { enforcingSuccessRate: 0, enforcingFailurePercentage: 100 };

  test.each([
    ['of five hosts five are enough', 5, 5, 50, [4]],
    ['of five hosts six are not there', 5, 6, 50, []],
    ['of four hosts four are enough', 4, 4, 50, [3]],
    ['0 asks for none', 1, 0, 50, [0]],
    ['a call short of the volume it is not judged', 5, 5, 49, []],
    ['and does not count among the hosts, nor does it prevent the others', 5, 4, 49, []],
  ] as const)('minimum_hosts and request_volume: %s', (_, hosts, failurePercentageMinimumHosts, bad, out) => {
    const good = Array.from({ length: hosts - 1 }, () => [50, 0, 0] as const);
    const config = { ...failures, failurePercentageMinimumHosts, failurePercentageRequestVolume: 50 };
    expect(swept([...good, [0, bad, 0]], config).out).toEqual(out);
  });
});

test('with a stdev_factor of 0 whoever is below the mean goes, and nobody who is at it', () => {
  const config = { successRateStdevFactor: 0 };
  expect(swept([...four([100, 0, 0]), [99, 1, 0]], config).out).toEqual([4]);
  expect(swept([...four([90, 10, 0]), [90, 10, 0]], config).out).toEqual([]);
});

const service = ['service', { instances: 4, serviceTime: exactly(1), startSeconds: 0 }] as const;
/** All four instances fail, one after the other. */
function failing(balancer: object) {
  const nodes = { c: ['client', { ratePerSecond: 40, arrivals: 'constant' }], s: service } as const;
  const ejection = { is: 'envoy-outlier', maxEjectionPercent: 100, enforcingSuccessRate: 0 };
  const edges = { 'c>s': { breaker: { is: 'none' }, ejection, balancer } };
  const script = [0, 1, 2, 3].map((i) => at(1 + i, 'fail-share', 's', { percent: 100 }, i));
  return new Watched(sketch(nodes, edges, script)).run(9);
}

describe('together with panic', () => {
  test('Envoy’s balancer uses ejected hosts again as soon as fewer than half are left', () => {
    const watched = failing({ is: 'envoy-round-robin' });
    const ejected = watched.steps('c>s/ejection').map(({ at }) => at);
    expect(ejected).toHaveLength(4);
    // Two of four are just the threshold; with the third ejected all four are asked again.
    const [{ endpoints }] = watched.sim.ports;
    expect([endpoints.panicking, endpoints.count]).toEqual([true, 4]);
    expect(watched.outcomes['no-instance']).toBeUndefined();
    const between = watched.ends.filter(({ start }) => start > ejected[1] && start < 3);
    expect(between.length).toBeGreaterThan(10);
    expect(new Set(between.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    const after = watched.ends.filter(({ start }) => start > ejected[2] && start < 4);
    expect(new Set(after.map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'error']));
  });

  test('another balancer knows no panic: with all ejected there is no instance', () => {
    const watched = failing({ is: 'round-robin' });
    const ejected = watched.steps('c>s/ejection').map(({ at }) => at);
    const late = watched.ends.filter(({ start }) => start > ejected[3]);
    expect(late.length).toBeGreaterThan(10);
    expect(new Set(late.map(({ outcome }) => outcome))).toEqual(new Set(['no-instance']));
  });
});
