import { expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import type { Action } from '#lib/scenario/document.ts';
import { Watched } from '#lib/world/watched.ts';

const c = ['client', { ratePerSecond: 10, arrivals: 'constant' }] as const;
const consumer = ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 1 }] as const;
const q = ['message-queue', { appendTime: exactly(1) }] as const;

function topic(delivery: Config, script: readonly Action[] = []): Watched {
  return new Watched(sketch({ c, q, s: consumer }, { 'c>q': {}, 'q>s': delivery }, script));
}

test('the producer is acknowledged before any consumer has seen the message', () => {
  const watched = topic({ latency: exactly(500) }).run(2);
  for (const { at, start } of watched.ends) expect(at - start).toBeCloseTo(0.003, 9);
  expect(watched.outcomes).toEqual({ ok: 19 });
});

test('every message is delivered at least once, through a crash and lost messages', () => {
  const script = [at(1.95, 'kill-instance', 's', {}, 0), at(6, 'restart-instance', 's', {}, 0)];
  const watched = topic({ lossPercent: 20, timeoutMs: 200, redeliverSeconds: 0.5 }, script).run(5.05);
  const producedOk = () => watched.ends.filter(({ outcome }) => outcome === 'ok').length;
  const lag = () => Number(watched.sim.instances[1].behaviour.face?.()[0].value);
  expect(lag()).toBeGreaterThan(25);
  expect(producedOk()).toBe(50);
  watched.sim.run(60e6);
  // Acknowledged = produced less what is under way; delivered at least as often as acknowledged.
  const acknowledged = producedOk() - lag();
  expect(lag()).toBeLessThan(20);
  expect(watched.sim.counters.taken[2]).toBeGreaterThan(acknowledged);
});

test('each consumer has every message', () => {
  const nodes = { c, q, a: consumer, b: consumer };
  const watched = new Watched(sketch(nodes, { 'c>q': {}, 'q>a': {}, 'q>b': {} })).run(10.05);
  expect(watched.edge('q>a').sent).toBe(100);
  expect(watched.edge('q>b').sent).toBe(100);
});

test('no more than its window is given out at once', () => {
  const slow = ['service', { instances: 1, serviceTime: exactly(10_000) }] as const;
  const nodes = { c, q, s: slow };
  const watched = new Watched(sketch(nodes, { 'c>q': {}, 'q>s': { maxInFlight: 3 } })).run(9);
  expect(watched.edge('q>s').sent).toBe(3);
});

test('a consumer behind an open breaker is tried once a wait for each message in the window, and recovers', () => {
  const breaker = { is: 'course', failureThreshold: 2, cooldownSeconds: 3, successThreshold: 1 };
  const script = [at(1, 'fail-share', 's'), at(4, 'fail-share', 's', { percent: 0 })];
  const watched = topic({ breaker, maxInFlight: 3, redeliverSeconds: 0.5 }, script).run(4);
  expect(watched.steps('q>s/breaker')).toHaveLength(1);
  // Three in the window, tried again every half second for three seconds.
  expect(watched.edge('q>s').refused).toBeGreaterThanOrEqual(15);
  expect(watched.edge('q>s').refused).toBeLessThanOrEqual(21);
  watched.run(30);
  expect(watched.steps('q>s/breaker').at(-1)?.to).toBe('closed');
  expect(Number(watched.sim.instances[1].behaviour.face?.()[0].value)).toBeLessThanOrEqual(1);
});

test('a backlog at its limit refuses the producer', () => {
  const short = ['message-queue', { appendTime: exactly(1), backlogLimit: 10 }] as const;
  const script = [at(0, 'kill-instance', 's', {}, 0)];
  const watched = new Watched(sketch({ c, q: short, s: consumer }, { 'c>q': {}, 'q>s': {} }, script)).run(
    5.05,
  );
  expect(watched.outcomes).toEqual({ ok: 10, 'queue-full': 40 });
});
