import { describe, expect, test } from 'vitest';
import { ERROR, OK, outcomeCode, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import type { Frame } from '#lib/engine/frames.ts';
import '#lib/policies/all-behaviours.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const pool = (config: Readonly<Record<string, unknown>> = {}) => new TriedGate(create, policy, config);
/** A call arrives and gets its connection; how many of them were opened so far says whether it was a kept one. */
function onConnection(tried: TriedGate): Frame {
  const [call] = tried.arrive(1);
  if (tried.lone.isWaiting(call)) tried.wait(2);
  return call;
}

test('its defaults are nginx’s since 1.29.7', () => {
  expect(defaultsOf(policy.fields)).toMatchObject({
    keepalive: 32,
    http11: true,
    keepaliveTimeoutSeconds: 60,
    keepaliveRequests: 1_000,
  });
});

describe('a kept connection', () => {
  test('saves the handshakes of the next call', () => {
    const tried = pool();
    const [first] = tried.arrive(1);
    tried.wait(1.999);
    expect(tried.admitted).toEqual([]);
    tried.wait(0.001);
    expect(tried.admitted).toEqual([first]);
    tried.end(ERROR, first);
    expect(tried.fates(2)).toBe('gw');
    expect([tried.fact('opened'), tried.fact('reused')]).toEqual([2, 1]);
  });

  test.each([
    ['http11 is off', { http11: false }],
    ['keepalive is 0', { keepalive: 0 }],
    ['its calls are used up', { keepaliveRequests: 1 }],
  ])('does not come about when %s', (_why, config) => {
    const tried = pool(config);
    for (let n = 0; n < 3; n++) tried.end(OK, onConnection(tried));
    expect([tried.fact('opened'), tried.fact('reused'), tried.fact('idle')]).toEqual([3, 0, 0]);
  });

  test('is closed after so many calls', () => {
    const tried = pool({ keepaliveRequests: 3 });
    for (let n = 0; n < 7; n++) tried.end(OK, onConnection(tried));
    expect([tried.fact('opened'), tried.fact('reused')]).toEqual([3, 4]);
  });

  test('is closed when it was idle for exactly so long', () => {
    const tried = pool({ keepaliveTimeoutSeconds: 10 });
    tried.end(OK, onConnection(tried));
    tried.wait(9_999.999);
    expect(tried.fact('idle')).toBe(1);
    tried.wait(0.001);
    expect([tried.fact('idle'), tried.fact('used')]).toEqual([0, 0]);
  });

  test('that is used again begins a new idle time', () => {
    const tried = pool({ keepaliveTimeoutSeconds: 10 });
    tried.end(OK, onConnection(tried));
    tried.wait(9_000);
    tried.end(OK, onConnection(tried));
    tried.wait(9_999.999);
    expect(tried.fact('idle')).toBe(1);
    tried.wait(0.001);
    expect(tried.fact('idle')).toBe(0);
  });

  test('is the one idle longest that makes room for another', () => {
    const tried = pool({ keepalive: 2, connectMs: 0, keepaliveTimeoutSeconds: 10 });
    const [a, b, c] = tried.arrive(3);
    for (const call of [a, b, c]) {
      tried.end(OK, call);
      tried.wait(4_000);
    }
    // Given back at 0, 4 and 8 s: the first was closed for the third.
    expect(tried.fact('idle')).toBe(2);
    tried.wait(1_999); // 13.999 s
    expect(tried.fact('idle')).toBe(2);
    tried.wait(1);
    expect(tried.fact('idle')).toBe(1);
    tried.wait(4_000);
    expect(tried.fact('idle')).toBe(0);
  });

  test.each<[Outcome, number]>([
    ['ok', 1],
    ['error', 1],
    ['rate-limited', 1],
    ['queue-full', 1],
    ['timed-out', 0],
    ['connection-refused', 0],
    ['reset', 0],
    ['cancelled', 0],
    ['no-instance', 0],
    ['partitioned', 0],
  ])('after %s: %i', (outcome, kept) => {
    const tried = pool();
    tried.end(outcomeCode(outcome), onConnection(tried));
    expect(tried.fact('idle')).toBe(kept);
    expect(tried.fact('used')).toBe(0);
  });
});

test('HikariCP’s connections are closed neither for being idle nor for their number of calls', () => {
  const hikari = policy.presets!.find(({ name }) => name === 'hikari')!;
  const tried = pool(hikari.config);
  for (let n = 0; n < 1_001; n++) tried.end(OK, onConnection(tried));
  tried.wait(3_600_000);
  tried.end(OK, onConnection(tried));
  expect([tried.fact('opened'), tried.fact('reused'), tried.fact('idle')]).toEqual([1, 1_001, 1]);
});

describe('a full pool', () => {
  const full = { connectMs: 0, maxConnections: 2, maxPending: 2, connectionTimeoutMs: 5 };

  test('lets so many wait and refuses the others', () => {
    expect(pool(full).fates(6)).toBe('ggwwrr');
  });

  test('gives a connection that comes back to who waits longest', () => {
    const tried = pool(full);
    const [first, second, third, fourth] = tried.arrive(4);
    tried.end(OK, second);
    tried.end(OK, first);
    expect(tried.admitted).toEqual([first, second, third, fourth]);
    expect([tried.fact('opened'), tried.fact('reused')]).toEqual([2, 2]);
  });

  test('lets who waits longest open one in the place of one that broke', () => {
    const tried = pool({ ...full, connectMs: 2 });
    const [first, , third] = tried.arrive(3);
    tried.wait(2);
    tried.end(outcomeCode('reset'), first);
    expect(tried.lone.isWaiting(third)).toBe(true);
    tried.wait(2);
    expect(tried.admitted).toHaveLength(3);
    expect([tried.fact('opened'), tried.fact('reused')]).toEqual([3, 0]);
  });

  test('refuses who waited exactly so long', () => {
    const tried = pool(full);
    const waiting = tried.arrive(3)[2];
    tried.wait(4.999);
    expect(tried.lone.isWaiting(waiting)).toBe(true);
    tried.wait(0.001);
    expect(tried.ended).toEqual([{ call: waiting, reason: 'no connection in time' }]);
  });

  test('with no connections kept serves those who wait by opening anew', () => {
    const tried = pool({ ...full, keepalive: 0 });
    const [first, , third] = tried.arrive(3);
    tried.end(OK, first);
    expect(tried.admitted[2]).toBe(third);
    expect(tried.fact('opened')).toBe(3);
  });
});

test('a restart forgets all connections', () => {
  const tried = pool({ maxConnections: 1, connectMs: 0 });
  tried.end(OK, ...tried.arrive(1));
  tried.arrive(3);
  tried.lone.gate.reset();
  expect(['used', 'idle', 'waiting'].map((key) => tried.fact(key))).toEqual([0, 0, 0]);
});

describe('in a world', () => {
  const nodes = {
    c: ['client', { ratePerSecond: 50, arrivals: 'constant' }],
    s: ['service', { instances: 1, serviceTime: exactly(10) }],
  } as const;
  function latencies(config: object): number[] {
    const bulkhead = { is: 'connection-pool', ...defaultsOf(policy.fields), connectMs: 5, ...config };
    const watched = new Watched(sketch(nodes, { 'c>s': { bulkhead } })).run(10);
    return watched.ends.map(({ at, start }) => Math.round((at - start) * 1e6) / 1e3);
  }

  test('keep-alive saves every call but the first its handshakes', () => {
    const [first, ...others] = latencies({});
    expect(first).toBe(17);
    expect(others.length).toBeGreaterThan(450);
    expect(new Set(others)).toEqual(new Set([12]));
  });

  test('the trap: keepalive 32 alone saves nothing', () => {
    expect(new Set(latencies({ keepalive: 32, http11: false }))).toEqual(new Set([17]));
  });
});

describe('around tries', () => {
  const down = ['service', { instances: 1, failPercent: 100 }] as const;
  const nodes = { c: ['client', { ratePerSecond: 1, arrivals: 'constant' }], s: down } as const;
  const bulkhead = { is: 'connection-pool', ...defaultsOf(policy.fields), maxConnections: 5 };

  /** Connections in use and tries sent, in the middle of waits that go on for seconds. */
  function after(seconds: number, edge: object) {
    const watched = new Watched(sketch(nodes, { 'c>s': { bulkhead, breaker: { is: 'none' }, ...edge } }));
    watched.run(seconds);
    const { layers } = watched.sim.ports[0];
    const gate = layers.find(({ title }) => title === 'bulkhead')!.gate!;
    const used = gate.explain().find(({ key }) => key === 'used')!.value;
    return { used, last: layers[layers.length - 1].title, sent: watched.edge('c>s').sent };
  }

  test('a gateway’s request that waits for its next try holds no connection', () => {
    const retry = { is: 'simple', backoff: 'constant', baseMs: 9_000, jitter: 'none' };
    const { used, sent } = after(3.5, { order: { is: 'gateway' }, retry });
    expect(sent).toBeGreaterThanOrEqual(3);
    expect(used).toBe(0);
  });

  test('a balancer that tries other servers itself takes one for each', () => {
    const { last } = after(1, { balancer: { is: 'nginx' } });
    expect(last).toBe('bulkhead');
  });
});
