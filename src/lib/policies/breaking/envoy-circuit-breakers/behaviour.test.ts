import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { PARK, REFUSE } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

function breakers(config: object): LoneGate {
  return new LoneGate(create, { ...defaultsOf(policy.fields), ...config });
}
function gauge(lone: LoneGate, wanted: string): unknown {
  return lone.gate.explain().find(({ key }) => key === wanted)?.value;
}

describe('over HTTP/2', () => {
  test.each([1, 2, 50])(
    '%i calls may be under way, one more fails at once, and passes when one has ended',
    (most) => {
      const lone = breakers({ protocol: 'HTTP/2', max_requests: most, max_connections: 1 });
      const calls = Array.from({ length: most }, () => lone.admit());
      expect(calls).not.toContain(NONE);
      expect(lone.admit()).toBe(NONE);
      lone.end(calls[0], ERROR);
      expect(lone.admit()).not.toBe(NONE);
      expect(lone.admit()).toBe(NONE);
    },
  );

  test('failures, however many, refuse nobody', () => {
    const lone = breakers({ protocol: 'HTTP/2', max_requests: 1 });
    for (let i = 0; i < 100; i++) lone.end(lone.admit(), ERROR);
    expect(lone.admit()).not.toBe(NONE);
  });
});

describe('over HTTP/1.1', () => {
  const istioTask = policy.presets!.find(({ name }) => name === 'istio-task')!.config;

  test('one connection and one that waits: the third call fails at once', () => {
    const lone = breakers(istioTask);
    const [first, second] = [lone.admit(), lone.admit()];
    expect([lone.isWaiting(first), lone.isWaiting(second)]).toEqual([false, true]);
    expect(lone.admit()).toBe(NONE);
    lone.end(first, OK);
    lone.wait(0);
    expect(lone.isWaiting(second)).toBe(false);
    expect(lone.isWaiting(lone.admit())).toBe(true);
  });

  test('who waits is served in order, and before who comes later', () => {
    const lone = breakers({ max_connections: 1, max_pending_requests: 5 });
    const calls = Array.from({ length: 4 }, () => lone.admit());
    for (const [i, call] of calls.entries()) {
      lone.wait(0);
      expect(calls.map((each, at) => at > i && lone.isWaiting(each))).toEqual(calls.map((_, at) => at > i));
      lone.end(call, OK);
    }
  });

  test('a call that gave up waiting leaves its place to another', () => {
    const lone = breakers(istioTask);
    lone.admit();
    lone.gate.withdraw!(lone.admit());
    expect(lone.isWaiting(lone.admit())).toBe(true);
  });

  test('who was let wait may still find too many requests', () => {
    const lone = breakers({ max_connections: 2, max_requests: 1 });
    const first = lone.admit();
    expect(first).not.toBe(NONE);
    expect(lone.admit()).toBe(NONE);
    lone.end(first, CANCELLED);
    expect(lone.admit()).not.toBe(NONE);
  });
});

test.each(['HTTP/1.1', 'HTTP/2'])(
  'over %s, with no place to wait nobody ever gets a connection',
  (protocol) => {
    const lone = breakers({ protocol, max_pending_requests: 0 });
    expect([lone.admit(), lone.admit()]).toEqual([NONE, NONE]);
    expect(gauge(lone, 'refused')).toBe(2);
  },
);

describe('retries', () => {
  /** A try of some call, its second if not told otherwise. */
  function attemptOf(lone: LoneGate, tries = 2): Frame {
    const { frames } = lone.sim;
    const call = frames.take();
    const attempt = frames.take();
    frames.parent[attempt] = call;
    frames.tries[call] = tries;
    frames.base[attempt] = 1;
    frames.layer[attempt] = 0;
    return attempt;
  }
  function retry(lone: LoneGate): number {
    return lone.gate.enter(attemptOf(lone));
  }

  test.each([0, 1, 3])('%i may be under way, one more fails at once; first tries pass', (max_retries) => {
    const lone = breakers({ max_retries });
    for (let i = 0; i < max_retries; i++) expect(retry(lone)).toBe(0);
    expect(retry(lone)).not.toBe(0);
    expect(gauge(lone, 'retries')).toBe(max_retries);
    expect(lone.admit()).not.toBe(NONE);
  });

  test('one that ends returns its slot, and a first try that ends returns none', () => {
    const lone = breakers({ max_retries: 1 });
    const [first, second] = [attemptOf(lone, 1), attemptOf(lone)];
    expect([lone.gate.enter(first), lone.gate.enter(second), gauge(lone, 'retries')]).toEqual([0, 0, 1]);
    lone.gate.leave(first);
    expect([gauge(lone, 'retries'), retry(lone) === 0]).toEqual([1, false]);
    lone.gate.leave(second);
    expect([gauge(lone, 'retries'), retry(lone)]).toEqual([0, 0]);
  });

  test('one that waits for a connection holds its slot, and returns it when it is given up', () => {
    const lone = breakers({ max_connections: 1, max_pending_requests: 5, max_retries: 1 });
    lone.admit();
    const waiting = attemptOf(lone);
    expect([lone.gate.enter(waiting), gauge(lone, 'retries'), gauge(lone, 'pending')]).toEqual([PARK, 1, 1]);
    expect(retry(lone)).toBeGreaterThanOrEqual(REFUSE);
    lone.gate.withdraw!(waiting);
    expect([gauge(lone, 'retries'), gauge(lone, 'pending')]).toEqual([0, 0]);
    expect(retry(lone)).toBe(PARK);
  });

  test('one that finds too many requests when its connection is free returns its slot', () => {
    const lone = breakers({ max_connections: 2, max_pending_requests: 5, max_requests: 1, max_retries: 1 });
    const first = lone.admit();
    expect(retry(lone)).toBeGreaterThanOrEqual(REFUSE); // no slot is lost by that
    expect(gauge(lone, 'retries')).toBe(0);
    lone.end(first, OK);
    expect(retry(lone)).toBe(0);
  });
});

test('a restart of the caller empties all gauges', () => {
  const lone = breakers({ max_connections: 1, max_pending_requests: 1 });
  lone.end(lone.admit(), OK);
  lone.admit();
  lone.admit();
  lone.gate.reset();
  expect(['requests', 'pending', 'refused'].map((key) => gauge(lone, key))).toEqual([0, 0, 0]);
  expect(lone.admit()).not.toBe(NONE);
});
