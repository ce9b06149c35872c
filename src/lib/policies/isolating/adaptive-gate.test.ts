import { describe, expect, test } from 'vitest';
import { OK, outcomeCode, RESET, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { adaptiveFields } from '#lib/policies/adaptive-fields.ts';
import '#lib/policies/all-behaviours.ts';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import type { Algorithm } from './algorithm.ts';
import { AdaptiveGate } from './adaptive-gate.ts';
import { TriedGate } from './tried-gate.ts';

interface Heard {
  readonly rttMs: number;
  readonly inflight: number;
  readonly dropped: boolean;
}

/** An adaptive gate whose limit is set by hand, and what its limit is told. */
function gateWith(limit: number, config: Readonly<Record<string, unknown>> = {}) {
  const heard: Heard[] = [];
  const algorithm: Algorithm & { limit: number } = {
    limit,
    most: 100,
    begin: () => undefined,
    sample: (rttNanos, inflight, dropped) => heard.push({ rttMs: rttNanos / 1e6, inflight, dropped }),
    facts: () => [],
  };
  const tried = new TriedGate(
    (build) => new AdaptiveGate(build, algorithm),
    { fields: adaptiveFields },
    config,
  );
  return { tried, heard, algorithm };
}

test('by default every call is a sample, and one without a permit is refused at once', () => {
  expect(defaultsOf(adaptiveFields)).toEqual({
    interceptor: 'by-place',
    limiter: { is: 'simple' },
    window: { is: 'each-call' },
  });
  expect(gateWith(3).tried.fates(5)).toBe('gggrr');
});

test('a sample tells of the calls in flight when the call started, not when it ended', () => {
  const { tried, heard } = gateWith(3);
  const [first, second] = tried.arrive(2);
  tried.wait(4);
  tried.end(OK, first);
  const [third] = tried.arrive(1);
  tried.wait(6);
  tried.end(RESET, second);
  tried.end(OK, third);
  expect(heard).toEqual([
    { rttMs: 4, inflight: 1, dropped: false },
    { rttMs: 10, inflight: 2, dropped: true },
    { rttMs: 6, inflight: 2, dropped: false },
  ]);
});

/** What the limit is told of a call that ended so: by the client's interceptor, by the server's; '': nothing. */
test.each<[Outcome, string, string]>([
  ['ok', 'success', 'success'],
  ['error', '', 'success'],
  ['timed-out', '', 'drop'],
  ['connection-refused', 'drop', 'success'],
  ['reset', 'drop', 'success'],
  ['fast-failed', 'drop', 'success'],
  ['rate-limited', '', 'success'],
  ['unauthorized', '', 'success'],
  ['no-route', '', 'success'],
  ['no-instance', 'drop', 'success'],
  ['queue-full', 'drop', 'success'],
  ['cancelled', '', 'drop'],
  ['partitioned', 'drop', 'success'],
])('%s is a “%s” to the client’s interceptor and a “%s” to the server’s', (outcome, client, server) => {
  const told = (config: Readonly<Record<string, unknown>>) => {
    const { tried, heard } = gateWith(3, config);
    tried.end(outcomeCode(outcome), ...tried.arrive(1));
    return heard.map(({ dropped }) => (dropped ? 'drop' : 'success')).join();
  };
  expect([told({ interceptor: 'client' }), told({ interceptor: 'server' })]).toEqual([client, server]);
  // A call stands at the client's.
  expect(told({})).toBe(client);
});

test('at a service’s door its errors are successes, and before its calls they say nothing', () => {
  const bulkhead = { is: 'aimd', minLimit: 1, initialLimit: 1, maxLimit: 50 };
  const limitAfter = (edge: object, intake: object) => {
    const s = ['service', { instances: 1, failPercent: 100, serviceTime: exactly(1), ...intake }] as const;
    const nodes = { c: ['client', { ratePerSecond: 100 }], s } as const;
    const watched = new Watched(sketch(nodes, { 'c>s': { breaker: { is: 'none' }, ...edge } })).run(5);
    const { layers } = watched.sim.ports[0];
    const { intake: door } = watched.sim.instances[watched.sim.ports[0].endpoints.first];
    const gate = (layers.length > 0 ? layers : door)[0].gate!;
    return gate.explain().find(({ key }) => key === 'limit')!.value;
  };
  expect(limitAfter({ bulkhead }, {})).toBe(1);
  expect(limitAfter({}, { bulkhead })).toBeGreaterThan(1);
});

describe('a backlog', () => {
  const lifo = { limiter: { is: 'lifo-blocking', backlogSize: 2, backlogTimeoutMs: 1_000 } };

  test('keeps so many calls and serves the newest first', () => {
    const { tried } = gateWith(1, lifo);
    const calls = tried.arrive(3);
    expect(tried.fates(1)).toBe('r');
    tried.end(OK, calls[0]);
    expect(tried.admitted).toEqual([calls[0], calls[2]]);
    tried.end(OK, calls[2]);
    expect(tried.admitted).toEqual([calls[0], calls[2], calls[1]]);
  });

  test('times a call from its permit on, not from when it began to wait', () => {
    const { tried, heard } = gateWith(1, lifo);
    const [first, second] = tried.arrive(2);
    tried.wait(7);
    tried.end(OK, first);
    tried.wait(5);
    tried.end(OK, second);
    expect(heard.map(({ rttMs }) => rttMs)).toEqual([7, 5]);
  });

  test('refuses who waited exactly so long', () => {
    const { tried } = gateWith(1, lifo);
    const waiting = tried.arrive(2)[1];
    tried.wait(999.999);
    expect(tried.lone.isWaiting(waiting)).toBe(true);
    tried.wait(0.001);
    expect(tried.ended).toEqual([{ call: waiting, reason: 'concurrency limit reached' }]);
    expect(tried.fact('waiting')).toBe(0);
  });

  test('lets in one for each end, even where the limit grew by more', () => {
    const { tried, algorithm } = gateWith(1, lifo);
    const [first] = tried.arrive(3);
    algorithm.limit = 10;
    tried.end(OK, first);
    expect(tried.admitted).toHaveLength(2);
    // A newcomer finds a permit and does not look at who waits.
    expect(tried.fates(1)).toBe('g');
    expect(tried.fact('waiting')).toBe(1);
  });

  test('lets nobody in while more are in flight than the limit allows', () => {
    const { tried, algorithm } = gateWith(3, lifo);
    const calls = tried.arrive(4);
    algorithm.limit = 1;
    tried.end(OK, calls[0], calls[1]);
    expect(tried.admitted).toHaveLength(3);
    tried.end(OK, calls[2]);
    expect(tried.admitted[3]).toBe(calls[3]);
  });

  test('is forgotten by a restart', () => {
    const { tried } = gateWith(1, lifo);
    tried.arrive(3);
    tried.lone.gate.reset();
    expect([tried.fact('waiting'), tried.fact('inflight')]).toEqual([0, 0]);
    expect(tried.fates(3)).toBe('gww');
  });
});

describe('a window', () => {
  const windowed = {
    window: {
      is: 'windowed',
      minWindowTimeMs: 100,
      maxWindowTimeMs: 300,
      windowSize: 10,
      minRttThresholdMs: 2,
    },
  };
  /** Calls one after another, so many ms each. */
  function calls(tried: TriedGate, ms: number, count: number, outcome = OK): void {
    for (let n = 0; n < count; n++) {
      const [call] = tried.arrive(1);
      tried.wait(ms);
      tried.end(outcome, call);
    }
  }

  test('tells the mean RTT, the most in flight and whether any was dropped, with the sample that ends it', () => {
    const { tried, heard } = gateWith(5, windowed);
    calls(tried, 8, 1); // ends a window of its own: until 108 ms
    const pair = tried.arrive(2);
    tried.wait(30);
    tried.end(OK, ...pair); // 38 ms
    calls(tried, 8, 1, RESET);
    calls(tried, 8, 7);
    calls(tried, 5.999, 1); // 107.999 ms
    expect(heard).toEqual([]);
    calls(tried, 8, 1);
    const mean = (30 * 2 + 8 + 8 * 7 + 5.999 + 8) / 12;
    expect(heard).toEqual([{ rttMs: Math.floor(mean * 1e6) / 1e6, inflight: 2, dropped: true }]);
  });

  test('with too few samples is thrown away', () => {
    const { tried, heard } = gateWith(5, windowed);
    calls(tried, 20, 12);
    expect(heard).toEqual([]);
  });

  test('takes no notice of RTTs below the threshold', () => {
    const { tried, heard } = gateWith(5, windowed);
    calls(tried, 1.999, 500);
    expect(heard).toEqual([]);
    expect(tried.fact('window')).toBe(0);
    calls(tried, 2, 100);
    expect(heard.length).toBeGreaterThan(0);
  });

  test.each([
    [8, 100],
    [90, 180],
    [250, 300],
  ])('lasts twice its smallest RTT within bounds: %i ms give %i ms', (ms, length) => {
    const { tried, heard } = gateWith(20, windowed);
    calls(tried, ms, 1);
    const early = tried.arrive(10);
    tried.wait(length);
    tried.end(OK, ...early); // exactly at its end: still within
    expect(heard).toEqual([]);
    const [late] = tried.arrive(1);
    tried.wait(2);
    tried.end(OK, late);
    expect(heard).toHaveLength(1);
  });
});
