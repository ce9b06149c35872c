import { describe, expect, test } from 'vitest';
import { CANCELLED, CONNECTION_REFUSED, ERROR, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { REFUSE } from '#lib/engine/contract.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;
const inARow = (consecutiveFailures: number) => ({ is: 'consecutive-failures', consecutiveFailures });
const ratio = (requests: number, failureRatio: number) => ({
  is: 'requests-and-ratio',
  requests,
  failureRatio,
});

const cancelledExcluded = { isExcluded: [{ on: 'cancelled' }] };

function breaker(config: object): LoneGate {
  return new LoneGate(create, { ...defaultsOf(policy.fields), ...config });
}
/** Calls that begin and end at once. */
function calls(lone: LoneGate, ...outcomes: number[]): void {
  for (const outcome of outcomes) lone.end(lone.admit(), outcome);
}
function half(config: object): LoneGate {
  const lone = breaker({ timeoutSeconds: 1, readyToTrip: inARow(0), ...config });
  calls(lone, ERROR);
  lone.wait(1_000 * ms + 1);
  return lone;
}
function reasonOf(lone: LoneGate): string {
  const call = lone.sim.frames.take();
  const verdict = lone.gate.enter(call);
  lone.sim.frames.free(call);
  return lone.sim.reasons.names[verdict - REFUSE];
}

describe('ready to trip', () => {
  test.each([0, 1, 5, 17])('takes more than %i failures in a row', (n) => {
    const lone = breaker({ readyToTrip: inARow(n) });
    calls(lone, ...Array<number>(n).fill(ERROR));
    expect(lone.state).toBe('closed');
    calls(lone, TIMED_OUT);
    expect(lone.state).toBe('open');
  });

  test('a success ends the run, an excluded call does not', () => {
    const lone = breaker({ readyToTrip: inARow(2), ...cancelledExcluded });
    calls(lone, ERROR, ERROR, OK, ERROR, CANCELLED, ERROR);
    expect(lone.state).toBe('closed');
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });

  test('the ratio is inclusive, and asked after failures only', () => {
    const lone = breaker({ readyToTrip: ratio(4, 0.5) });
    calls(lone, ERROR, ERROR, OK, OK);
    expect(lone.state).toBe('closed');
    calls(lone, OK, ERROR);
    expect(lone.state).toBe('open');
  });

  test('calls in flight and excluded calls count as started', () => {
    const lone = breaker({ readyToTrip: ratio(4, 0.5), ...cancelledExcluded });
    const slow = [lone.admit(), lone.admit(), lone.admit()];
    calls(lone, CANCELLED, ERROR, ERROR);
    expect(lone.state).toBe('closed'); // 2 of 6
    lone.end(slow[0], ERROR);
    expect(lone.state).toBe('open'); // 3 of 6
  });
});

describe.each([
  ['by default every error', {}, CANCELLED, 'open', 'open'],
  ['by default every error', {}, TIMED_OUT, 'open', 'open'],
  ['an excluded error', cancelledExcluded, CANCELLED, 'closed', 'half-open'],
  ['an error not excluded', cancelledExcluded, TIMED_OUT, 'open', 'open'],
  ['an error that IsSuccessful names', { isSuccessful: [{ on: 'error' }] }, ERROR, 'closed', 'closed'],
  [
    'one that both name',
    { isSuccessful: [{ on: 'error' }], isExcluded: [{ on: 'error' }] },
    ERROR,
    'closed',
    'half-open',
  ],
] as const)('%s (%j): after outcome %i', (_, config, outcome, closed, halfOpen) => {
  test(`a closed one is ${closed}`, () => {
    const lone = breaker({ readyToTrip: inARow(0), ...config });
    calls(lone, outcome);
    expect(lone.state).toBe(closed);
  });

  test(`a half-open one is ${halfOpen}`, () => {
    const lone = breaker({ readyToTrip: inARow(0), timeoutSeconds: 1, ...config });
    calls(lone, CONNECTION_REFUSED);
    lone.wait(1_000 * ms + 1);
    calls(lone, outcome);
    expect(lone.state).toBe(halfOpen);
  });
});

describe('the timeout', () => {
  test.each([
    [0.5, 0.5],
    [0, 60],
  ])('of %d s still holds at exactly %d s, and no longer', (timeoutSeconds, seconds) => {
    const lone = breaker({ timeoutSeconds, readyToTrip: inARow(0) });
    calls(lone, ERROR);
    lone.wait(seconds * 1_000 * ms);
    expect(reasonOf(lone)).toBe('breaker open');
    lone.wait(1);
    expect(lone.state).toBe('open');
    expect(lone.admit()).not.toBe(NONE);
    expect(lone.state).toBe('half-open');
  });

  test('is found over by a late result too, which itself is dropped', () => {
    const lone = breaker({ timeoutSeconds: 1, readyToTrip: inARow(0) });
    const late = lone.admit();
    calls(lone, ERROR);
    lone.wait(1_000 * ms + 1);
    lone.end(late, ERROR);
    expect(lone.state).toBe('half-open');
  });
});

describe('half-open', () => {
  test.each([
    [0, 1],
    [1, 1],
    [3, 3],
  ])('with maxRequests %i admits %i in total, the rest are too many', (maxRequests, admitted) => {
    const lone = half({ maxRequests });
    const trials = Array.from({ length: admitted }, () => lone.admit());
    expect(trials).not.toContain(NONE);
    expect(reasonOf(lone)).toBe('too-many');
    trials.forEach((trial, i) => {
      expect(lone.state).toBe('half-open');
      if (i > 0) expect(lone.admit()).toBe(NONE); // ended ones keep their place
      lone.end(trial, OK);
    });
    expect(lone.state).toBe('closed');
  });

  test('an excluded trial gives its place back', () => {
    const lone = half({ maxRequests: 1, ...cancelledExcluded });
    calls(lone, CANCELLED);
    expect(lone.state).toBe('half-open');
    calls(lone, OK);
    expect(lone.state).toBe('closed');
  });

  test('one failure opens it for a full timeout; the other trials’ results are dropped', () => {
    const lone = half({ maxRequests: 3 });
    const older = lone.admit();
    lone.wait(10 * ms);
    calls(lone, OK, ERROR);
    expect(lone.state).toBe('open');
    lone.wait(1_000 * ms);
    lone.end(older, OK);
    expect(lone.state).toBe('open');
    lone.wait(1);
    calls(lone, OK, OK);
    expect(lone.state).toBe('half-open');
    calls(lone, OK);
    expect(lone.state).toBe('closed');
  });

  test('a result of the closed state decides nothing', () => {
    const lone = breaker({ timeoutSeconds: 1, readyToTrip: inARow(0) });
    const [good, bad] = [lone.admit(), lone.admit()];
    calls(lone, ERROR);
    lone.wait(1_000 * ms + 1);
    const trial = lone.admit();
    lone.end(good, OK);
    lone.end(bad, ERROR);
    expect(lone.state).toBe('half-open');
    lone.end(trial, OK);
    expect(lone.state).toBe('closed');
  });

  test('a trial that hangs blocks it for as long as it hangs', () => {
    const lone = half({});
    lone.admit();
    lone.wait(3_600_000 * ms);
    expect(reasonOf(lone)).toBe('too-many');
  });
});

describe('the fixed interval', () => {
  const config = { intervalSeconds: 0.5, readyToTrip: inARow(1) };

  test.each([
    [500 * ms, 'open'],
    [500 * ms + 1, 'closed'],
  ])('a failure at 0 and one after %i micros leave it %s', (micros, state) => {
    const lone = breaker(config);
    calls(lone, ERROR);
    lone.wait(micros);
    calls(lone, ERROR);
    expect(lone.state).toBe(state);
  });

  test('begins anew when a call finds it over, and drops what was in flight', () => {
    const lone = breaker(config);
    const slow = lone.admit();
    lone.wait(700 * ms);
    calls(lone, ERROR); // the new interval ends after 1.2 s
    lone.end(slow, ERROR);
    expect(lone.state).toBe('closed');
    lone.wait(500 * ms);
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });

  test('of 0 never ends', () => {
    const lone = breaker({ readyToTrip: inARow(1) });
    calls(lone, ERROR);
    lone.wait(3_600_000 * ms);
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });

  test('that is shorter than one bucket is as long as the bucket', () => {
    const lone = breaker({ ...config, bucketPeriodSeconds: 2 });
    calls(lone, ERROR);
    lone.wait(2_000 * ms);
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });
});

describe('rolling buckets', () => {
  // 2.5 s are rounded up to three buckets of 1 s.
  const config = { intervalSeconds: 2.5, bucketPeriodSeconds: 1 };

  test.each([
    [2_999, 'open'],
    [3_000, 'closed'],
  ])('a failure at 0 and one at %i ms leave it %s', (at, state) => {
    const lone = breaker({ ...config, readyToTrip: inARow(1) });
    calls(lone, ERROR);
    lone.wait(at * ms);
    calls(lone, ERROR);
    expect(lone.state).toBe(state);
  });

  test('a run loses only what rolled off', () => {
    const lone = breaker({ ...config, readyToTrip: inARow(2) });
    calls(lone, ERROR);
    lone.wait(1_500 * ms);
    calls(lone, ERROR);
    lone.wait(1_500 * ms);
    calls(lone, ERROR);
    expect(lone.state).toBe('closed');
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });

  test('a run that began after a success in the same bucket loses its part there', () => {
    const lone = breaker({ ...config, readyToTrip: inARow(2) });
    calls(lone, ERROR, OK, ERROR);
    lone.wait(1_000 * ms);
    calls(lone, ERROR);
    lone.wait(2_000 * ms);
    calls(lone, ERROR);
    expect(lone.state).toBe('closed');
  });

  test('a late result is booked where its call began, and nowhere once that has rolled off', () => {
    const lone = breaker({ ...config, readyToTrip: inARow(0) });
    const [late, tooLate] = [lone.admit(), lone.admit()];
    lone.wait(3_000 * ms);
    lone.end(tooLate, ERROR);
    expect(lone.state).toBe('closed');
    lone.end(late, OK);
    calls(lone, ERROR);
    expect(lone.state).toBe('open');

    const other = breaker({ ...config, readyToTrip: ratio(3, 1) });
    const first = other.admit();
    other.wait(2_000 * ms);
    other.end(first, ERROR);
    other.wait(1_000 * ms); // its call and its failure roll off together
    calls(other, ERROR, ERROR);
    expect(other.state).toBe('closed');
    calls(other, ERROR);
    expect(other.state).toBe('open');
  });
});

test('looking at it moves nothing, a restart forgets all', () => {
  const lone = half({});
  expect(lone.gate.explain()).toContainEqual(expect.objectContaining({ key: 'timeout', value: 0, of: 1 }));
  expect(lone.state).toBe('open');
  const trial = lone.admit();
  expect(lone.gate.explain()).toContainEqual(expect.objectContaining({ key: 'trials', value: 1, of: 1 }));
  lone.gate.reset();
  expect(lone.state).toBe('closed');
  lone.end(trial, ERROR);
  expect(lone.state).toBe('closed');
});
