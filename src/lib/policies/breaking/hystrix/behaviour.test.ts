import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, QUEUE_FULL, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;

function breaker(config: object): LoneGate {
  return new LoneGate(create, { ...defaultsOf(policy.fields), ...config });
}
/** Calls that begin and end at once. */
function calls(lone: LoneGate, ...outcomes: number[]): void {
  for (const outcome of outcomes) lone.end(lone.admit(), outcome);
}
/** Opened by the tick at 500 ms; the sleep window lasts a second. */
function opened(config: object = {}): LoneGate {
  const lone = breaker({ requestVolumeThreshold: 1, sleepWindowMs: 1_000, ...config });
  calls(lone, ERROR);
  lone.wait(500 * ms);
  expect(lone.state).toBe('open');
  return lone;
}
function badRequest(lone: LoneGate): number {
  return lone.sim.reasons.register('bad request', 'error');
}

describe('a tick', () => {
  test.each([500, 250, 30])(
    'every %i ms is the only moment at which it opens',
    (healthSnapshotIntervalMs) => {
      const lone = breaker({ requestVolumeThreshold: 4, healthSnapshotIntervalMs });
      calls(lone, ...Array<number>(100).fill(ERROR));
      lone.wait(healthSnapshotIntervalMs * ms - 1);
      expect(lone.state).toBe('closed');
      lone.wait(1);
      expect(lone.state).toBe('open');
    },
  );

  test.each([
    [19, 50, 'closed'],
    [20, 50, 'open'],
  ])('of %i calls, all failed, leaves it %3$s', (failures, errorThresholdPercentage, state) => {
    const lone = breaker({ errorThresholdPercentage });
    calls(lone, ...Array<number>(failures).fill(ERROR));
    lone.wait(500 * ms);
    expect(lone.state).toBe(state);
  });

  test.each([
    [2, 1, 67, 'closed'],
    [2, 1, 66, 'open'],
    [29, 71, 29, 'closed'], // 29 / 100 * 100 is a hair below 29 in doubles
    [1, 1, 50, 'open'],
  ])('cuts %i errors and %i successes to whole percents (threshold %i: %s)', (bad, good, percent, state) => {
    const lone = breaker({ requestVolumeThreshold: 1, errorThresholdPercentage: percent });
    calls(lone, ...Array<number>(bad).fill(ERROR), ...Array<number>(good).fill(OK));
    lone.wait(500 * ms);
    expect(lone.state).toBe(state);
  });

  test('counts time-outs and full pools as errors, bad requests and cancelled calls nowhere', () => {
    const lone = breaker({ requestVolumeThreshold: 3 });
    calls(lone, TIMED_OUT, QUEUE_FULL, badRequest(lone), CANCELLED);
    lone.wait(500 * ms);
    expect(lone.state).toBe('closed');
    calls(lone, ERROR);
    lone.wait(500 * ms);
    expect(lone.state).toBe('open');
  });

  test('sees a bucket until it is a window old, in whole buckets: 1,000 ms hold three of 300', () => {
    for (const [waits, state] of [
      [2, 'open'],
      [3, 'closed'],
    ] as const) {
      const lone = breaker({
        requestVolumeThreshold: 4,
        rollingWindowMs: 1_000,
        healthSnapshotIntervalMs: 300,
      });
      calls(lone, ERROR, ERROR, ERROR);
      lone.wait(waits * 300 * ms);
      calls(lone, ERROR);
      lone.wait(300 * ms);
      expect(lone.state).toBe(state);
    }
  });
});

describe('open', () => {
  test('lasts until strictly after the sleep window, counted from the tick', () => {
    const lone = opened();
    lone.wait(1_000 * ms);
    expect(lone.admit()).toBe(NONE);
    lone.wait(1 * ms);
    expect(lone.admit()).not.toBe(NONE);
    expect(lone.state).toBe('half-open');
  });

  test('the clock counts whole ms: less than one more is not later', () => {
    const lone = opened();
    lone.wait(1_000 * ms + 999);
    expect(lone.admit()).toBe(NONE);
  });
});

describe('half-open', () => {
  test('admits one probe, however long it takes', () => {
    const lone = opened();
    lone.wait(1_001 * ms);
    expect(lone.admit()).not.toBe(NONE);
    lone.wait(100_000 * ms);
    expect(lone.admit()).toBe(NONE);
  });

  test.each([
    ['a failure', ERROR],
    ['a time-out', TIMED_OUT],
    ['a cancellation', CANCELLED],
    ['a bad request', NONE],
  ])('%s opens it for a full sleep window', (_, outcome) => {
    const lone = opened();
    lone.wait(1_001 * ms);
    lone.end(lone.admit(), outcome === NONE ? badRequest(lone) : outcome);
    expect(lone.state).toBe('open');
    lone.wait(1_000 * ms);
    expect(lone.admit()).toBe(NONE);
    lone.wait(1 * ms);
    expect(lone.admit()).not.toBe(NONE);
  });

  test('is decided by a late result of the closed time, and the probe’s own then moves nothing', () => {
    const lone = breaker({ requestVolumeThreshold: 1, sleepWindowMs: 1_000 });
    const late = lone.admit();
    calls(lone, ERROR);
    lone.wait(1_501 * ms);
    const probe = lone.admit();
    lone.end(late, ERROR);
    expect(lone.state).toBe('open');
    lone.end(probe, OK);
    expect(lone.state).toBe('open');
  });

  test('a success closes it, and ticks are counted from that moment over an empty window', () => {
    const lone = opened();
    lone.wait(1_101 * ms); // 1,601 ms
    const probe = lone.admit();
    lone.wait(99 * ms);
    lone.end(probe, OK);
    expect(lone.state).toBe('closed');
    calls(lone, ERROR, ERROR);
    lone.wait(300 * ms); // the old tick at 2,000 ms is gone
    expect(lone.state).toBe('closed');
    lone.wait(200 * ms);
    expect(lone.state).toBe('open'); // 2 of 3: the probe’s success is the new window’s first
  });
});

describe('forced', () => {
  test('open it refuses all, closed it admits all, and open wins', () => {
    expect(breaker({ forceOpen: true }).admit()).toBe(NONE);
    expect(breaker({ forceOpen: true, forceClosed: true }).admit()).toBe(NONE);
    expect(opened({ forceClosed: true }).admit()).not.toBe(NONE);
  });

  test('not enabled it is as if it were not there', () => {
    const lone = breaker({ enabled: false, requestVolumeThreshold: 1, forceOpen: true });
    calls(lone, ERROR, ERROR);
    lone.wait(1_000 * ms);
    expect(lone.state).toBe('closed');
  });
});

test('the page sees the bucket that fills, and the sum of those that a tick has seen', () => {
  const lone = breaker({ rollingWindowMs: 1_000 });
  calls(lone, ERROR, OK);
  lone.wait(600 * ms);
  calls(lone, OK);
  const facts = lone.gate.explain();
  expect(facts.find(({ key }) => key === 'volume')).toMatchObject({ value: 2, of: 20 });
  expect(facts.find(({ key }) => key === 'errors')).toMatchObject({ value: 50, of: 100, line: 50 });
  expect(facts.find(({ key }) => key === 'window')?.bars).toEqual([
    { label: '−1 s', value: 0, bad: 0 },
    { label: '−0.5 s', value: 2, bad: 1 },
    { label: 'now', value: 1, bad: 0 },
  ]);
});
