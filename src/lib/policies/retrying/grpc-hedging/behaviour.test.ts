import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, FAST_FAILED, OK, outcomeCode } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { create as createThrottle } from '#lib/policies/budgeting/grpc-throttling/behaviour.ts';
import { create as createGauge } from '#lib/policies/budgeting/envoy/behaviour.ts';
import type { CreateBudget } from '#lib/policies/behaviours.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;
const UNAVAILABLE = outcomeCode('connection-refused');
const FATAL = outcomeCode('unauthorized');
const settings = (config: object) => ({ ...defaultsOf(policy.fields), hedgingDelayMs: 100, ...config });

function hedge(config: object, budget: CreateBudget | null = null): LoneFork {
  return new LoneFork((build) => create(build, budget === null ? null : budget(build)), settings(config));
}

test.each([
  [2, [0, 100]],
  [4, [0, 100, 200, 300]],
  [9, [0, 100, 200, 300, 400]],
])('maxAttempts %i without an answer sends tries at %j ms', (maxAttempts, at) => {
  const lone = hedge({ maxAttempts });
  lone.call();
  lone.wait(2_000 * ms);
  expect(lone.beganMs).toEqual(at);
  expect(lone.ended).toEqual([]);
});

test('a hedgingDelay of 0 sends all at once', () => {
  const lone = hedge({ hedgingDelayMs: 0 });
  lone.call();
  lone.wait(1);
  expect(lone.beganMs).toEqual([0, 0, 0, 0]);
});

test.each([0, 1, 2])('the first good answer wins, here of number %i, and the others are given up', (n) => {
  const lone = hedge({});
  lone.call();
  lone.wait(250 * ms);
  expect(lone.begun).toHaveLength(3);
  const { frames } = lone.sim;
  const generations = lone.begun.map(({ attempt }) => frames.gen[attempt]);
  lone.end(lone.begun[n].attempt, OK);
  expect(lone.ended).toEqual([OK]);
  expect(lone.begun.map(({ attempt }) => frames.gen[attempt])).toEqual(generations.map((gen) => gen + 1));
  lone.wait(1_000 * ms);
  expect(lone.begun).toHaveLength(3);
});

test('a non-fatal failure sends the next at once, and the rhythm goes on from there', () => {
  const lone = hedge({});
  lone.call();
  lone.wait(30 * ms);
  lone.endLast(UNAVAILABLE);
  lone.wait(200 * ms);
  expect(lone.beganMs).toEqual([0, 30, 130, 230]);
});

test('pushback delays the next instead', () => {
  const lone = hedge({});
  lone.call();
  lone.wait(30 * ms);
  lone.endLast(UNAVAILABLE, 500);
  lone.wait(700 * ms);
  expect(lone.beganMs).toEqual([0, 530, 630, 730]);
});

test('what a breaker on this side says is no pushback', () => {
  const lone = hedge({});
  lone.call();
  lone.wait(30 * ms);
  lone.endLast(FAST_FAILED, 500);
  lone.wait(200 * ms);
  expect(lone.beganMs).toEqual([0, 30, 130, 230]);
});

test('a fatal failure ends the call, whatever else is under way', () => {
  const lone = hedge({});
  lone.call();
  lone.wait(150 * ms);
  lone.endLast(FATAL);
  lone.wait(1_000 * ms);
  expect(lone.ended).toEqual([FATAL]);
  expect(lone.begun).toHaveLength(2);
});

test('when all have failed the call ends as the last one', () => {
  const lone = hedge({ maxAttempts: 2 });
  lone.call();
  lone.wait(100 * ms);
  lone.end(lone.begun[0].attempt, ERROR);
  expect(lone.ended).toEqual([]);
  lone.end(lone.begun[1].attempt, UNAVAILABLE);
  expect(lone.ended).toEqual([UNAVAILABLE]);
});

test('tries that fail the moment they begin are all made, and the call ends', () => {
  const lone = hedge({});
  expect(lone.waitsMs(UNAVAILABLE)).toEqual([0, 0, 0]);
});

describe('the throttle', () => {
  const throttle =
    (maxTokens: number): CreateBudget =>
    (build) =>
      createThrottle(build.with({ maxTokens, tokenRatio: 0.1 }));

  test('below half plans no hedge, and a non-fatal failure then ends the call', () => {
    const lone = hedge({ maxAttempts: 2 }, throttle(4));
    lone.waitsMs(UNAVAILABLE); // two failures: 2 of 4 tokens are left
    expect(lone.begun).toHaveLength(2);
    lone.answer = () => -1;
    lone.call();
    lone.wait(1_000 * ms);
    expect(lone.begun).toHaveLength(3);
    lone.endLast(UNAVAILABLE);
    expect(lone.ended).toEqual([UNAVAILABLE, UNAVAILABLE]);
  });

  test('closing while others are under way ends the call with the failure that closed it', () => {
    const lone = hedge({ maxAttempts: 3 }, throttle(4));
    lone.call();
    lone.wait(250 * ms);
    expect(lone.begun).toHaveLength(3);
    lone.end(lone.begun[0].attempt, UNAVAILABLE); // 3 left
    expect(lone.ended).toEqual([]);
    lone.end(lone.begun[1].attempt, ERROR); // 2 left
    expect(lone.ended).toEqual([ERROR]);
  });
});

test('every place in a budget comes back, however the call ends', () => {
  const gauge: CreateBudget = (build) =>
    createGauge(build.with({ limit: { is: 'max_retries', max_retries: 10 } }));
  const ends: ((lone: LoneFork, call: number) => void)[] = [
    (lone) => lone.end(lone.begun[0].attempt, OK),
    (lone) => lone.endLast(FATAL),
    (lone) => lone.endLast(UNAVAILABLE),
    (lone, call) => lone.giveUp(call, CANCELLED),
    (lone) => {
      lone.answer = () => UNAVAILABLE;
      lone.endLast(UNAVAILABLE);
      lone.wait(1_000 * ms);
      lone.end(lone.begun[0].attempt, UNAVAILABLE);
    },
  ];
  for (const end of ends) {
    const lone = hedge({}, gauge);
    const value = (key: string) => lone.fork.explain().find((fact) => fact.key === key)?.value;
    const call = lone.call();
    lone.wait(150 * ms);
    expect([value('budget'), value('active')]).toEqual([2, 2]); // one under way, one planned
    end(lone, call);
    if (lone.ended.length === 0) lone.giveUp(call, CANCELLED);
    expect([value('budget'), value('active')]).toEqual([0, 0]);
  }
});
