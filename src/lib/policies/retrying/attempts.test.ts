import { describe, expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

/** Retries at work between nodes: how often a callee is asked, by each product's way of counting. */
const oneASecond = { ratePerSecond: 1, arrivals: 'constant' };
const failing = ['service', { instances: 1, failPercent: 100, serviceTime: exactly(1) }] as const;
const retryOf = (is: string, more: Config = {}) => ({ retry: { is, ...more } });

test.each([
  ['simple', { maxAttempts: 3, baseMs: 10 }, 3],
  ['resilience4j', { maxAttempts: 3 }, 3],
  ['polly', { MaxRetryAttempts: 3, DelayMs: 10 }, 4],
  ['cockatiel', { maxAttempts: 3 }, 4],
  ['envoy', { num_retries: 1 }, 2],
  ['envoy', { num_retries: 3 }, 4],
  ['grpc', { maxAttempts: 3, retryableStatusCodes: [{ on: 'INTERNAL' }] }, 3],
  ['grpc', { maxAttempts: 3 }, 1],
  ['finagle', { numTries: 3, shouldRetry: [{ on: 'ResponseFailure' }] }, 3],
  ['finagle', { numTries: 3 }, 1],
  ['grpc-hedging', { maxAttempts: 3 }, 3],
  ['polly-hedging', { MaxHedgedAttempts: 1 }, 2],
  ['finagle-backup-request', {}, 1],
] as const)('%s %j asks a callee that fails %i times', (is, config, tries) => {
  const watched = new Watched(
    sketch(
      { c: ['client', { ...oneASecond, ratePerSecond: 0.1 }], s: failing },
      { 'c>s': retryOf(is, config) },
    ),
  ).run(49);
  expect(watched.outcomes).toEqual({ error: 4 });
  expect(watched.edge('c>s').sent).toBe(4 * tries);
  expect(watched.sim.counters.retried[0]).toBe(4 * (tries - 1));
});

describe('tiers that all retry', () => {
  const service = ['service', { instances: 1, serviceTime: exactly(1) }] as const;

  test.each([1, 2, 3, 4])('%i tries each over a chain of 3 are that to the third power', (maxAttempts) => {
    const edge = retryOf('simple', { maxAttempts, baseMs: 1, jitter: 'none' });
    const nodes = { c: ['client', oneASecond], a: service, b: service, d: failing } as const;
    const scenario = sketch(nodes, { 'c>a': edge, 'a>b': edge, 'b>d': edge });
    const watched = new Watched(scenario).run(5.9);
    expect(watched.outcomes).toEqual({ error: 5 });
    expect(watched.edge('b>d').sent).toBe(5 * maxAttempts * maxAttempts * maxAttempts);
    expect(watched.edge('a>b').sent).toBe(5 * maxAttempts * maxAttempts);
  });
});

describe('an overall time-out', () => {
  const slow = ['service', { instances: 1, serviceTime: exactly(80) }] as const;

  test('ends all tries and waits, and their answers come late', () => {
    const edge = { overallTimeoutMs: 100, ...retryOf('grpc-hedging', { hedgingDelayMs: 50 }) };
    const watched = new Watched(
      sketch({ c: ['client', oneASecond], s: slow }, { 'c>s': { ...edge, latency: exactly(20) } }),
    ).run(1.9);
    expect(watched.ends).toMatchObject([{ at: 1.1, outcome: 'timed-out' }]);
    expect(watched.edge('c>s')).toMatchObject({ sent: 2, late: 2 });
  });

  test('ends a back-off', () => {
    const edge = { overallTimeoutMs: 300, ...retryOf('resilience4j') };
    const watched = new Watched(sketch({ c: ['client', oneASecond], s: failing }, { 'c>s': edge })).run(1.9);
    expect(watched.ends).toMatchObject([{ at: 1.3, outcome: 'timed-out' }]);
    expect(watched.edge('c>s').sent).toBe(1);
  });
});

describe('retry and breaker', () => {
  const breaker = { is: 'course', failureThreshold: 1, cooldownSeconds: 60 };
  const run = (more: Config) => {
    const edge = { breaker, ...more };
    return new Watched(sketch({ c: ['client', oneASecond], s: failing }, { 'c>s': edge })).run(1.9);
  };

  test('a default Resilience4j retry tries an open breaker’s refusal again', () => {
    const watched = run(retryOf('resilience4j', { maxAttempts: 4, ...quick }));
    expect(watched.edge('c>s')).toMatchObject({ sent: 1, refused: 3 });
    expect(watched.outcomes).toEqual({ 'fast-failed': 1 });
  });

  test('one that ignores CallNotPermittedException ends there', () => {
    const ignoreExceptions = [{ on: 'CallNotPermittedException' }];
    const watched = run(retryOf('resilience4j', { maxAttempts: 4, ignoreExceptions, ...quick }));
    expect(watched.edge('c>s')).toMatchObject({ sent: 1, refused: 1 });
  });

  test('Envoy never retries what was refused here', () => {
    const watched = run(retryOf('envoy', { num_retries: 3 }));
    expect(watched.edge('c>s')).toMatchObject({ sent: 1, refused: 1 });
  });

  test('around the retries it sees one result a request', () => {
    const order = { is: 'breaker-outside' };
    const watched = run({ order, ...retryOf('resilience4j', { maxAttempts: 4, ...quick }) });
    expect(watched.edge('c>s')).toMatchObject({ sent: 4, refused: 0 });
    expect(watched.outcomes).toEqual({ error: 1 });
  });

  const quick = { intervalFunction: { is: 'constant', waitDurationMs: 10 } };
});

describe('hedging', () => {
  // Half of the calls take 10 ms, one in a hundred 400 ms.
  const uneven = [
    'service',
    { instances: 1, threads: 1_000, serviceTime: { is: 'lognormal', medianMs: 10, p99Ms: 400 } },
  ] as const;
  const run = (more: Config) => {
    const nodes = { c: ['client', { ratePerSecond: 50 }], s: uneven } as const;
    return new Watched(sketch(nodes, { 'c>s': { timeoutMs: 60_000, ...more } })).run(60);
  };
  const p99 = (watched: Watched) => {
    const times = watched.ends.map(({ at, start }) => at - start).sort((a, b) => a - b);
    return times[Math.floor(times.length * 0.99)];
  };

  test.each([
    ['grpc-hedging', { maxAttempts: 3, hedgingDelayMs: 50 }],
    ['polly-hedging', { Delay: { is: 'after', DelayMs: 50 } }],
    ['finagle-backup-request', { maxExtraLoad: 0.1 }],
  ])('%s cuts the tail, gives up the losers, and their answers come late', (is, config) => {
    const [plain, hedged] = [run({}), run(retryOf(is, config))];
    expect(p99(hedged)).toBeLessThan(0.7 * p99(plain));
    expect(hedged.outcomes).toEqual({ ok: hedged.ends.length });
    expect(plain.edge('c>s').late).toBe(0);
    const { sent, late } = hedged.edge('c>s');
    expect(late).toBeGreaterThan(0);
    // Whatever was sent beyond one a request came back late, but for what is still under way.
    const extra = sent - hedged.ends.length;
    expect(extra - late).toBeGreaterThanOrEqual(0);
    expect(extra - late).toBeLessThan(20);
  });
});

test('a caller that dies in back-off leaks nothing: no try of its comes after, and its budget is whole', () => {
  const retry = { ...retryOf('resilience4j'), retryBudget: { is: 'envoy' } };
  const a = ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 0.1 }] as const;
  const nodes = { c: ['client', { ratePerSecond: 100, arrivals: 'constant' }], a, d: failing } as const;
  const script = [at(1, 'kill-instance', 'a', {}, 0), at(2, 'restart-instance', 'a', {}, 0)];
  const watched = new Watched(sketch(nodes, { 'c>a': {}, 'a>d': retry }, script));
  const budget = () => {
    const { layers } = watched.sim.ports.find(({ wire }) => wire.index === 1)!;
    return layers[0].fork!.explain().find(({ key }) => key === 'budget')?.value;
  };
  watched.run(0.99);
  expect(budget()).toBe(3);
  watched.run(1.002);
  const { sent } = watched.edge('a>d');
  watched.run(2.05);
  expect(watched.edge('a>d').sent).toBe(sent);
  watched.run(2.1001);
  expect(budget()).toBe(0);
  watched.run(4);
  expect(budget()).toBe(3);
  expect([...watched.sim.frames.inUse()].length).toBeLessThan(300);
});

describe('a snapshot in the middle of back-offs and hedges', () => {
  test.each([
    ['simple', { jitter: 'decorrelated' }, 'finagle'],
    ['polly', { BackoffType: 'Exponential', UseJitter: true, DelayMs: 100 }, 'envoy'],
    ['cockatiel', {}, 'none'],
    ['envoy', { num_retries: 3, per_try_timeout_ms: 20, hedge_on_per_try_timeout: true }, 'envoy'],
    ['grpc', { retryableStatusCodes: [{ on: 'INTERNAL' }] }, 'grpc-throttling'],
    ['finagle', { shouldRetry: [{ on: 'ResponseFailure' }] }, 'finagle'],
    ['grpc-hedging', { hedgingDelayMs: 10 }, 'grpc-throttling'],
    ['polly-hedging', { Delay: { is: 'after', DelayMs: 10 } }, 'envoy'],
    ['finagle-backup-request', { maxExtraLoad: 0.2 }, 'none'],
  ])('%s %j with budget %s goes on to the same digest', (is, config, budget) => {
    const s = ['service', { failPercent: 60 }] as const;
    const edge = { ...retryOf(is, config), retryBudget: { is: budget } };
    const scenario = sketch({ c: ['client', { ratePerSecond: 40 }], s }, { 'c>s': edge });
    const straight = new Watched(scenario).run(20);
    for (const pause of [4.321, 9.9]) {
      const first = new Watched(scenario).run(pause);
      const second = new Watched(scenario);
      second.sim.restore(first.sim.save());
      expect(second.run(20).sim.digest.text()).toBe(straight.sim.digest.text());
    }
  });
});
