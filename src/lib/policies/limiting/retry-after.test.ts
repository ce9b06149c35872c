import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import '#lib/policies/all-behaviours.ts';
import { limiters } from '#lib/policies/behaviours.ts';
import { policies } from '#lib/policies/policies.ts';

const SECOND = 1_000_000;

/** The limit is used up at 0.25 s, and asked for again at 0.45 s: which limiters say when to come back, in ms. */
const cases: readonly [policy: string, config: object, retryMs: number][] = [
  ['fixed-window', { limit: 2 }, 550],
  ['fixed-window', { limit: 2, alignment: 'first-request' }, 800],
  ['sliding-log', { limit: 2 }, 800],
  ['sliding-counter', { limit: 2 }, NONE],
  ['token-bucket', { capacity: 2, refill: { is: 'continuous', tokensPerSecond: 4 } }, 50],
  ['token-bucket', { capacity: 2, refill: { is: 'stepped', tokens: 1, intervalMs: 1_000 } }, 550],
  ['leaky-meter', { capacity: 2, leakPerSecond: 4 }, 50],
  ['leaky-queue', { capacity: 2, leakPerSecond: 4 }, 50],
  ['gcra', { maxRate: 4, maxBurst: 1 }, 50],
  ['kong', { second: 2, minute: 0, hour: 0 }, 1_000],
  ['kong', { second: 2, minute: 2, hour: 0 }, 60_000],
  ['kong', { second: 2, minute: 2, hour: 3 }, 60_000],
  ['envoy-local-rate-limit', { max_tokens: 2, fill_interval_ms: 1_000 }, NONE],
  ['haproxy-stick-table', { limit: 2, periodMs: 1_000 }, NONE],
  ['resilience4j-rate-limiter', { limitForPeriod: 2, limitRefreshPeriodMs: 1e4, timeoutDurationMs: 0 }, NONE],
];

test.each(cases)('%s %o: %i', (name, config, retryMs) => {
  const { fields } = policies.find(({ family, policy }) => family === 'limiting' && policy === name)!;
  const lone = new LoneGate(limiters.get(name)!, { ...defaultsOf(fields), key: 'global', ...config });
  let told: number | undefined;
  lone.onEnded = (call) => (told = lone.sim.frames.result[call]);
  lone.wait(SECOND / 4);
  expect(lone.admit()).not.toBe(NONE);
  lone.wait(0);
  expect(lone.admit()).not.toBe(NONE);
  lone.wait(SECOND / 5);
  expect(told).toBeUndefined();
  expect(lone.admit()).toBe(NONE);
  expect(told).toBe(retryMs);
});
