import { expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { areEquallyLikely, exceptions } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy, type LeastRequestConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as LeastRequestConfig;

function balancerOf(hosts: number, config: Partial<LeastRequestConfig> = {}, seed = 1) {
  const lone = new LoneHosts(hosts, { seed });
  const balancer = create(lone.build({ ...defaults, ...config }), lone.endpoints);
  balancer.reset();
  const begin = () => {
    const call = lone.call();
    return lone.send(call, balancer.pick(call));
  };
  const end = (call: number) => lone.end(call, OK, balancer);
  /** So many calls one after another: how often each host had one. */
  const serve = (count: number) => {
    const counts = Array.from({ length: hosts }, () => 0);
    for (let i = 0; i < count; i++) {
      const call = begin();
      counts[lone.sim.frames.callee[call]]++;
      end(call);
    }
    return counts;
  };
  /** Makes calls until a host is busy with so many; the others are idle. */
  const occupy = (host: number, count: number) => {
    for (let busy = 0; busy < count;) {
      const call = begin();
      if (lone.sim.frames.callee[call] === host) busy++;
      else end(call);
    }
  };
  return { lone, balancer, serve, occupy, begin, end };
}

/** Named beforehand. */
const SEEDS = Array.from({ length: 40 }, (_, i) => 101 + i);

test.each([
  [4, 2, 1 / 16],
  [3, 2, 1 / 9],
  [2, 3, 1 / 8],
])(
  'of %i hosts with %i choices the only busy one is taken in %f of the calls',
  (hosts, choiceCount, share) => {
    const calls = 2_000;
    const deviations = SEEDS.map((seed) => {
      const { occupy, serve } = balancerOf(hosts, { choiceCount }, seed);
      occupy(0, 3);
      const [busy] = serve(calls);
      return (busy - calls * share) / Math.sqrt(calls * share * (1 - share));
    });
    // Of 40 runs about one is beyond 2.3 standard deviations; the mean of all varies by 0.16 of one.
    expect(deviations.filter((each) => Math.abs(each) > 2.3).length).toBeLessThanOrEqual(4);
    const mean = deviations.reduce((sum, each) => sum + each, 0) / SEEDS.length;
    expect(Math.abs(mean)).toBeLessThan(0.55);
  },
);

test('idle hosts are taken equally often', () => {
  const within = SEEDS.filter((seed) => {
    const counts = balancerOf(5, {}, seed).serve(5_000);
    return counts.every((count) => Math.abs(count - 1_000) < 3.5 * Math.sqrt(5_000 * 0.2 * 0.8));
  });
  expect(within.length).toBeGreaterThanOrEqual(SEEDS.length - 2);
});

test('a full scan never takes a busier host than another, and of equals any as often as another', () => {
  const config = { selectionMethod: 'FULL_SCAN' } as const;
  const { occupy, serve } = balancerOf(5, config);
  occupy(2, 1);
  expect(serve(500)[2]).toBe(0);
  const holds = (seed: number) => {
    const { lone, begin, end } = balancerOf(5, config, seed);
    const picks = Array.from({ length: 2_000 }, () => {
      const call = begin();
      const host = lone.sim.frames.callee[call];
      end(call);
      return host;
    });
    return areEquallyLikely(picks, 5);
  };
  expect(exceptions(holds)).toEqual([]);
});

test('a full scan fills hosts evenly: none has two calls more than another', () => {
  const { begin, lone } = balancerOf(7, { selectionMethod: 'FULL_SCAN' });
  const counts = Array.from({ length: 7 }, () => 0);
  for (let i = 0; i < 100; i++) {
    counts[lone.sim.frames.callee[begin()]]++;
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
});

test('two choices keep the fullest of many hosts far below what one random choice would', () => {
  const fullest = SEEDS.map((seed) => {
    const { begin, lone } = balancerOf(32, {}, seed);
    const counts = Array.from({ length: 32 }, () => 0);
    for (let i = 0; i < 320; i++) counts[lone.sim.frames.callee[begin()]]++;
    return Math.max(...counts);
  });
  // On average 10 a host; one random choice would have its fullest at about 17.
  expect(Math.max(...fullest)).toBeLessThanOrEqual(13);
});

test.each([
  [0, [2, 1], [200, 100]],
  [1, [2, 1], [200, 100]],
])('with bias %i weights %j are served %j when calls end at once', (activeRequestBias, weights, expected) => {
  const config = { activeRequestBias, weights: weights.map((weight) => ({ weight })) };
  const counts = balancerOf(2, config).serve(300);
  counts.forEach((count, slot) => expect(Math.abs(count - expected[slot])).toBeLessThanOrEqual(1));
});

test.each([
  [1, 1 / 4],
  [0, 1],
  [2, 1 / 16],
])('with bias %f three calls under way lower a weight to %f of it', (activeRequestBias, factor) => {
  // The weight of the third host makes them differ, and is too small to be picked.
  const weights = [{ weight: 100 }, { weight: 100 }, { weight: 1 }];
  const { occupy, serve } = balancerOf(3, { activeRequestBias, weights });
  occupy(0, 3);
  serve(20);
  const [busy, idle] = serve(1_000);
  expect(busy / idle).toBeGreaterThan(factor * 0.93);
  expect(busy / idle).toBeLessThan(factor * 1.07);
});

test('in slow start a host grows into its share', () => {
  const { lone, serve } = balancerOf(2, { slowStartWindowSeconds: 100 });
  serve(1);
  lone.wait(1_000e6);
  lone.endpoints.mark(1, OUT.unhealthy, true);
  serve(1);
  lone.endpoints.mark(1, OUT.unhealthy, false);
  serve(1);
  const shareAt = [5, 25, 50, 99].map((second) => {
    lone.wait(second * 1e6 - (lone.sim.now - 1_000e6));
    serve(60);
    const [old, young] = serve(2_000);
    return young / old;
  });
  // Never below min_weight_percent, then as the time through the window.
  [0.1, 0.25, 0.5, 0.99].forEach((share, i) => {
    expect(Math.abs(shareAt[i] - share)).toBeLessThan(0.02);
  });
});

test('below the panic threshold hosts that are out are used as well', () => {
  for (const healthyPanicThresholdPercent of [50, 0]) {
    const { lone, serve } = balancerOf(4, { healthyPanicThresholdPercent });
    for (const slot of [0, 1]) lone.endpoints.mark(slot, OUT.ejected, true);
    expect(serve(200).filter((count) => count > 0).length).toBe(2);
    lone.endpoints.mark(2, OUT.unhealthy, true);
    expect(serve(200).filter((count) => count > 0).length).toBe(healthyPanicThresholdPercent === 0 ? 1 : 4);
  }
});

test('with nobody in rotation nobody is picked', () => {
  const { lone, balancer } = balancerOf(1);
  lone.endpoints.set([]);
  expect(balancer.pick(lone.call())).toBe(NONE);
});
