import { expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

/**
 * Budgets in a full outage: 100 requests a second, three tries each, of a callee that is down from 10 s to 40 s. In the
 * middle of the outage they react differently: Envoy lets three go on at once, gRPC stops, Finagle keeps its reserve.
 */
const RATE = 100;
const retry = {
  is: 'simple',
  maxAttempts: 3,
  backoff: 'constant',
  baseMs: 100,
  jitter: 'none',
};

function outage(budget: Config) {
  const nodes = {
    c: ['client', { ratePerSecond: RATE, arrivals: 'constant' }],
    s: ['service', { instances: 1, serviceTime: exactly(1) }],
  } as const;
  const script = [at(10, 'fail-share', 's', { percent: 100 }), at(40, 'fail-share', 's', { percent: 0 })];
  const edges = { 'c>s': { retry, retryBudget: budget } };
  const watched = new Watched(sketch(nodes, edges, script));
  const retriesBetween = (from: number, to: number) => {
    watched.run(from);
    const before = watched.sim.counters.retried[0];
    watched.run(to);
    return (watched.sim.counters.retried[0] - before) / (to - from);
  };
  return { watched, retriesBetween };
}

test.each([
  ['none', {}, 2 * RATE, 2 * RATE],
  // Three places, each taken for a back-off of 100 ms and a try of some 3 ms.
  ['envoy', {}, 3 / 0.115, 3 / 0.1],
  // The reserve, and a fifth of the requests.
  ['finagle', {}, 0.9 * (10 + 0.2 * RATE), 1.1 * (10 + 0.2 * RATE)],
  ['finagle', { minRetriesPerSec: 0 }, 0.9 * 0.2 * RATE, 1.1 * 0.2 * RATE],
  ['grpc-throttling', {}, 0, 0],
] as const)(
  'budget %s %j: retries a second within the outage are from %d to %d',
  (is, config, least, most) => {
    const { retriesBetween } = outage({ is, ...config });
    const rate = retriesBetween(20, 40);
    expect(rate).toBeGreaterThanOrEqual(least - 1);
    expect(rate).toBeLessThanOrEqual(most + 1);
  },
);

test('after the outage gRPC’s throttle opens with the successes that come back', () => {
  const { watched } = outage({ is: 'grpc-throttling' });
  watched.run(41);
  const level = () => {
    const { layers } = watched.sim.ports[0];
    return layers[0].fork!.explain().find(({ key }) => key === 'budget')?.value as number;
  };
  expect(level()).toBeGreaterThan(5);
  watched.run(60);
  expect(level()).toBe(10);
});

test('Envoy’s budget never holds more than its limit, and nothing when all is quiet', () => {
  const { watched } = outage({ is: 'envoy' });
  const level = () => {
    const { layers } = watched.sim.ports[0];
    return layers[0].fork!.explain().find(({ key }) => key === 'budget')?.value as number;
  };
  let most = 0;
  for (let ms = 0; ms < 60_000; ms += 7) {
    watched.run(ms / 1_000);
    most = Math.max(most, level());
  }
  expect(most).toBe(3);
  expect(level()).toBe(0);
});
