import { describe, expect, test } from 'vitest';
import { defaultsOf, type Config } from '#lib/base/schema.ts';
import '#lib/policies/all-behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';

const family = policies.filter((policy) => policy.family === 'isolating');
const chosen = (name: string, config: Config = {}) => {
  const { fields } = family.find(({ policy }) => policy === name)!;
  return { is: name, ...defaultsOf(fields), ...config };
};
const lifo = { limiter: { is: 'lifo-blocking', backlogSize: 30, backlogTimeoutMs: 400 } };
const windowed = {
  window: {
    is: 'windowed',
    minWindowTimeMs: 200,
    maxWindowTimeMs: 500,
    windowSize: 10,
    minRttThresholdMs: 0.1,
  },
};

/** Each so tight that calls wait in it, or are refused. */
const tight: readonly (readonly [string, Config])[] = [
  ['resilience4j-bulkhead', { maxConcurrentCalls: 4, maxWaitDurationMs: 300 }],
  ['resilience4j-thread-pool', { coreThreadPoolSize: 2, maxThreadPoolSize: 5, queueCapacity: 9 }],
  ['bounded-queue', { limit: 4, queue: 9 }],
  ['hystrix-thread-pool', { coreSize: 3, maxQueueSize: 9, queueSizeRejectionThreshold: 6 }],
  ['connection-pool', { maxConnections: 5, keepalive: 3, keepaliveRequests: 7, maxPending: 20 }],
  ['aimd', { ...lifo, minLimit: 1 }],
  ['vegas', { ...lifo, probeMultiplier: 3 }],
  ['gradient', { ...lifo, probeInterval: 50 }],
  ['gradient2', { ...windowed, minLimit: 2 }],
  ['envoy-adaptive-concurrency', { intervalSeconds: 1 }],
];

test('every policy of the family is tried', () => {
  expect(new Set(tight.map(([name]) => name))).toEqual(new Set(family.map(({ policy }) => policy)));
});

describe.each(tight)('%s', (name, config) => {
  const bulkhead = chosen(name, config);
  const nodes = (ratePerSecond: number, intake: Config) =>
    ({
      c: ['client', { ratePerSecond }],
      g: ['gateway', {}],
      s: [
        'service',
        { instances: 2, threads: 4, serviceTime: { is: 'lognormal', medianMs: 20, p99Ms: 90 }, ...intake },
      ],
    }) as const;
  const script = [
    at(1, 'fail-share', 's', { percent: 30 }),
    at(2, 'kill-instance', 'g'),
    at(2.2, 'restart-instance', 'g'),
  ];

  test.each([
    ['before its calls', { bulkhead }, {}],
    [
      'before a gateway’s retries, with an overall time-out',
      { bulkhead, order: { is: 'gateway' }, overallTimeoutMs: 150 },
      {},
    ],
    ['at the door of a service', {}, { bulkhead }],
  ])('%s: a snapshot goes on as if nothing had been', (_where, edge, intake) => {
    const scenario = sketch(
      nodes(600, intake),
      { 'c>g': {}, 'g>s': { timeoutMs: 120, breaker: { is: 'none' }, ...edge } },
      script,
    );
    const straight = new World(scenario).sim;
    straight.run(8e6);
    for (const seconds of [0.7, 1.9, 6.3]) {
      const first = new World(scenario).sim;
      first.run(seconds * 1e6);
      const second = new World(scenario).sim;
      second.restore(first.save());
      second.run(8e6);
      expect(second.digest.text()).toBe(straight.digest.text());
    }
    expect(straight.counters.outcomes[0]).toBeGreaterThan(20);
  });
});

/** A service of ten threads and 20 ms a request takes 500 a second. */
function overloaded(ratePerSecond: number, bulkhead: Config): { okPerSecond: number; meanMs: number } {
  const service = { instances: 1, threads: 10, queueLimit: 2_000, serviceTime: exactly(20), bulkhead };
  const nodes = { c: ['client', { ratePerSecond }], s: ['service', service] } as const;
  const watched = new Watched(sketch(nodes, { 'c>s': { timeoutMs: 20_000 } })).run(30);
  const ok = watched.ends.filter(({ outcome, at: end }) => outcome === 'ok' && end > 10);
  const latencies = ok.map(({ at: end, start }) => (end - start) * 1e3);
  return {
    okPerSecond: ok.length / 20,
    meanMs: latencies.reduce((sum, each) => sum + each, 0) / latencies.length,
  };
}

describe('a service that is asked for half as much again as it can do', () => {
  test('without a limit answers as much, but seconds late', () => {
    const { okPerSecond, meanMs } = overloaded(750, { is: 'none' });
    expect(okPerSecond).toBeCloseTo(500, -1);
    expect(meanMs).toBeGreaterThan(2_500);
  });

  // 22 ms without any load; a tenth of what it can do may be lost to caution.
  test.each<[string, Config, number]>([
    ['vegas', {}, 45],
    ['gradient', {}, 60],
    ['gradient2', { minLimit: 5, longWindow: 100_000 }, 60],
    ['aimd', { minLimit: 5, timeoutMs: 40 }, 60],
    ['envoy-adaptive-concurrency', {}, 45],
  ])('with %s at its door it answers nearly as much, and soon', (name, config, mostMs) => {
    const { okPerSecond, meanMs } = overloaded(750, chosen(name, config));
    expect(okPerSecond).toBeGreaterThan(430);
    expect(meanMs).toBeLessThan(mostMs);
  });

  test('with Gradient2 as it comes the limit follows the overload up: its measure is its own mean', () => {
    expect(overloaded(750, chosen('gradient2')).meanMs).toBeGreaterThan(300);
  });
});

describe('callers’ threads before a dependency that hangs', () => {
  /** Threads of a service that calls one which never answers in time: rate * time-out against their number. */
  function busyAfter(
    seconds: number,
    ratePerSecond: number,
    bulkhead: Config,
  ): { busy: number; queued: number } {
    const nodes = {
      c: ['client', { ratePerSecond, arrivals: 'constant' }],
      a: ['service', { instances: 1, threads: 50, queueLimit: 10_000, serviceTime: exactly(1) }],
      b: ['service', { instances: 1, threads: 10_000, serviceTime: exactly(600_000) }],
    } as const;
    const edges = { 'c>a': { timeoutMs: 60_000 }, 'a>b': { timeoutMs: 10_000, bulkhead } };
    const { busy, queued } = new Watched(sketch(nodes, edges)).run(seconds).instance('a');
    return { busy, queued };
  }

  test('are exhausted after their number / rate when rate * time-out exceeds it', () => {
    expect(busyAfter(4.9, 10, { is: 'none' })).toMatchObject({ queued: 0 });
    expect(busyAfter(5.3, 10, { is: 'none' })).toMatchObject({ busy: 50 });
    expect(busyAfter(8, 10, { is: 'none' }).queued).toBeGreaterThan(20);
  });

  test('are not when it does not', () => {
    expect(busyAfter(30, 4, { is: 'none' }).busy).toBeLessThanOrEqual(41);
  });

  test('are spared by a bulkhead: no more than its permits are held', () => {
    expect(busyAfter(30, 10, chosen('resilience4j-bulkhead')).busy).toBeLessThanOrEqual(26);
  });
});
