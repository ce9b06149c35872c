import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, outcomeCode, TIMED_OUT, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneFork } from '#lib/engine/lone-fork.ts';
import { create as createBudget } from '#lib/policies/budgeting/envoy/behaviour.ts';
import { policy as budgetPolicy } from '#lib/policies/budgeting/envoy/policy.ts';
import { areEquallyLikely, exceptions, SEEDS } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy, type RetryGroup } from './policy.ts';

const ms = 1_000;
const settings = (config: object) => ({ ...defaultsOf(policy.fields), ...config });

function retry(config: object, seed = 1): LoneFork {
  return new LoneFork((build) => create(build, null), settings(config), seed);
}
const on = (...groups: RetryGroup[]) => groups.map((group) => ({ on: group }));

test('the n-th wait is a whole number of ms below 25, 50, 100, 200, 250, 250', () => {
  const lone = retry({ num_retries: 6 });
  const calls = Array.from({ length: 4_000 }, () => lone.waitsMs(ERROR));
  [25, 50, 100, 200, 250, 250].forEach((bound, n) => {
    const drawn = new Set(calls.map((waits) => waits[n]));
    expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: bound }, (_, i) => i));
  });
});

test('and each of them is as likely as any other', () => {
  const waits = SEEDS.map((seed) => {
    const lone = retry({ num_retries: 6 }, seed);
    return Array.from({ length: 1_000 }, () => lone.waitsMs(ERROR));
  });
  [25, 50, 100, 200, 250, 250].forEach((bound, n) => {
    const holds = (seed: number) =>
      areEquallyLikely(
        waits[seed - 1].map((each) => each[n]),
        bound,
      );
    expect(exceptions(holds)).toEqual([]);
  });
});

test.each([0, 1, 2, 5])('num_retries %i comes on top of the first try', (num_retries) => {
  expect(retry({ num_retries }).waitsMs(ERROR)).toHaveLength(num_retries);
});

// What each group retries; a row is an outcome that the callee answered, or that became of the stream.
const table: readonly (readonly [Outcome, readonly RetryGroup[]])[] = [
  ['error', ['5xx', 'internal']],
  ['timed-out', ['5xx', 'gateway-error', 'reset', 'deadline-exceeded']],
  ['connection-refused', ['5xx', 'gateway-error', 'reset', 'connect-failure']],
  ['partitioned', ['5xx', 'gateway-error', 'reset', 'connect-failure']],
  ['reset', ['5xx', 'gateway-error', 'reset']],
  ['fast-failed', ['5xx', 'gateway-error', 'unavailable']],
  ['no-instance', ['5xx', 'gateway-error', 'unavailable']],
  ['queue-full', ['5xx', 'gateway-error', 'refused-stream', 'resource-exhausted']],
  ['rate-limited', ['envoy-ratelimited']],
  ['unauthorized', []],
  ['no-route', []],
  ['cancelled', []],
];
const groups = [
  ...(['5xx', 'gateway-error', 'reset', 'connect-failure', 'envoy-ratelimited', 'refused-stream'] as const),
  ...(['internal', 'unavailable', 'resource-exhausted', 'deadline-exceeded'] as const),
];
test.each(table)('%s is retried on %j and no other group', (outcome, wanted) => {
  const found = groups.filter((group) => {
    return retry({ retry_on: on(group) }).waitsMs(outcomeCode(outcome)).length === 1;
  });
  expect(found).toEqual(groups.filter((group) => wanted.includes(group)));
});

test.each(['fast-failed', 'rate-limited', 'queue-full', 'no-instance'] as const)(
  'what Envoy itself refused as %s is never retried, the same from the callee may be',
  (outcome) => {
    const retry_on = on(...groups);
    const lone = retry({ retry_on });
    lone.call();
    lone.refuseLast(outcomeCode(outcome));
    expect(lone.ended).toEqual([outcomeCode(outcome)]);
    expect(retry({ retry_on }).waitsMs(outcomeCode(outcome))).toHaveLength(1);
  },
);

test('an answer’s Retry-After is heeded if it is configured, with up to half as long again', () => {
  const limited = outcomeCode('rate-limited');
  const config = { retry_on: on('envoy-ratelimited'), rate_limited_retry_back_off: true };
  const lone = retry(config);
  const waits = Array.from({ length: 500 }, () => lone.waitsMs(limited, 1_000)[0]);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...waits)).toBeLessThan(1_500);
  expect(Math.max(...waits)).toBeGreaterThan(1_490);
  expect(lone.waitsMs(limited, 300_001)[0]).toBeLessThan(25);
  expect(retry({ ...config, rate_limited_retry_back_off: false }).waitsMs(limited, 1_000)[0]).toBeLessThan(
    25,
  );
});

describe('per_try_timeout', () => {
  test('gives the try up and retries it as a reset', () => {
    const lone = retry({ retry_on: on('reset'), per_try_timeout_ms: 100 });
    lone.call();
    lone.wait(130 * ms);
    expect(lone.begun).toHaveLength(2);
    expect(lone.beganMs[1]).toBeGreaterThanOrEqual(100);
    lone.wait(130 * ms);
    expect(lone.ended).toEqual([TIMED_OUT]);
  });

  test('ends the call where time-outs are not retried', () => {
    const lone = retry({ retry_on: on('connect-failure'), per_try_timeout_ms: 100 });
    lone.call();
    lone.wait(100 * ms);
    expect(lone.ended).toEqual([TIMED_OUT]);
    expect(lone.begun).toHaveLength(1);
  });

  test('does not touch a try that was answered in time', () => {
    const lone = retry({ per_try_timeout_ms: 100 });
    lone.call();
    lone.wait(50 * ms);
    lone.endLast(ERROR);
    lone.wait(60 * ms); // the back-off is below 25 ms
    expect(lone.begun).toHaveLength(2);
    lone.endLast(OK);
    lone.wait(1_000 * ms);
    expect(lone.ended).toEqual([OK]);
  });
});

describe('hedge_on_per_try_timeout', () => {
  const config = { per_try_timeout_ms: 100, hedge_on_per_try_timeout: true, num_retries: 2 };
  const hedged = (more: object = {}) => {
    const lone = retry({ ...config, ...more });
    lone.call();
    lone.wait(130 * ms);
    expect(lone.begun).toHaveLength(2);
    return lone;
  };

  test.each([0, 1])('lets the first go on beside the second; a good answer of number %i wins', (winner) => {
    const lone = hedged();
    lone.end(lone.begun[winner].attempt, OK);
    expect(lone.ended).toEqual([OK]);
    lone.wait(1_000 * ms);
    expect(lone.begun).toHaveLength(2);
  });

  test('judges a try once: the failure of one that was hedged brings no other try', () => {
    const lone = hedged();
    lone.end(lone.begun[0].attempt, ERROR);
    lone.wait(40 * ms);
    expect(lone.begun).toHaveLength(2);
    expect(lone.ended).toEqual([]);
    lone.end(lone.begun[1].attempt, OK);
    expect(lone.ended).toEqual([OK]);
  });

  test('the newest try’s failure brings the next; when none is left to wait for, the call ends so', () => {
    const lone = hedged();
    lone.end(lone.begun[1].attempt, ERROR);
    lone.wait(60 * ms);
    expect(lone.begun).toHaveLength(3);
    lone.end(lone.begun[2].attempt, ERROR);
    expect(lone.ended).toEqual([]); // the first is still under way
    lone.wait(500 * ms);
    lone.end(lone.begun[0].attempt, TIMED_OUT);
    expect(lone.ended).toEqual([TIMED_OUT]);
  });

  test('an answer that is not worth a retry ends the call at once', () => {
    const lone = hedged();
    lone.end(lone.begun[0].attempt, outcomeCode('unauthorized'));
    expect(lone.ended).toEqual([outcomeCode('unauthorized')]);
  });

  test('when retries are used up the last try has all the time there is', () => {
    const lone = hedged({ num_retries: 1 });
    lone.wait(10_000 * ms);
    expect(lone.begun).toHaveLength(2);
    lone.end(lone.begun[1].attempt, OK);
    expect(lone.ended).toEqual([OK]);
  });
});

describe('its place in the budget', () => {
  function budgeted(config: object, limit: object) {
    const budgetConfig = { ...defaultsOf(budgetPolicy.fields), ...limit };
    const lone = new LoneFork(
      (build) => create(build, createBudget(build.with(budgetConfig as never))),
      settings(config),
    );
    const gauge = (key: string) => lone.fork.explain().find((fact) => fact.key === key)?.value;
    return { lone, retries: () => gauge('budget'), active: () => gauge('active') };
  }
  const one = { limit: { is: 'max_retries', max_retries: 1 } };

  test('is held through the back-off and the retry, and free when that is judged', () => {
    const { lone, retries, active } = budgeted({ num_retries: 1 }, one);
    lone.call();
    expect([retries(), active()]).toEqual([0, 1]);
    lone.endLast(ERROR);
    expect([retries(), active()]).toEqual([1, 0]);
    lone.wait(25 * ms);
    expect([retries(), active()]).toEqual([1, 1]);
    lone.endLast(ERROR);
    expect([retries(), active()]).toEqual([0, 0]);
    expect(lone.ended).toEqual([ERROR]);
  });

  test('is one a request: its second retry takes the place of its first', () => {
    const { lone, retries } = budgeted({ num_retries: 3 }, one);
    expect(lone.waitsMs(ERROR)).toHaveLength(3);
    expect(retries()).toBe(0);
  });

  test('when taken, other failures are returned at once', () => {
    const { lone } = budgeted({ num_retries: 1 }, one);
    lone.call();
    lone.endLast(ERROR);
    lone.call();
    lone.endLast(TIMED_OUT);
    expect(lone.ended).toEqual([TIMED_OUT]);
  });

  test.each(['in back-off', 'under way', 'hedged'])('comes back when the call is given up %s', (moment) => {
    const hedges = { per_try_timeout_ms: 100, hedge_on_per_try_timeout: true };
    const { lone, retries, active } = budgeted({ num_retries: 2, ...(moment === 'hedged' && hedges) }, one);
    const call = lone.call();
    if (moment === 'hedged') lone.wait(100 * ms);
    else lone.endLast(ERROR);
    if (moment !== 'in back-off') lone.wait(25 * ms);
    expect(retries()).toBe(1);
    lone.giveUp(call, CANCELLED);
    expect([retries(), active()]).toEqual([0, 0]);
    lone.wait(1_000 * ms);
    expect(lone.ended).toEqual([CANCELLED]);
  });
});
