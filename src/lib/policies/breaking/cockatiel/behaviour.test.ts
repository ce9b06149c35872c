import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;
const consecutive = (threshold: number) => ({ is: 'consecutive', threshold });
const count = (threshold: number, size: number, minimumNumberOfCalls = 0) => ({
  is: 'count',
  threshold,
  size,
  minimumNumberOfCalls,
});
const sampling = (threshold: number, durationMs: number, minimumRps: number) => ({
  is: 'sampling',
  threshold,
  durationMs,
  minimumRps,
});

const cancelledUnhandled = { unhandled: [{ on: 'cancelled' }] };

class Lone extends LoneGate {
  /** Calls that were let in, at once or after they waited, in that order. */
  readonly admitted: Frame[] = [];
  readonly gone: Frame[] = [];

  constructor(config: object) {
    const halfOpenAfter = { is: 'constant', halfOpenAfterMs: 1_000 };
    super(create, { ...defaultsOf(policy.fields), halfOpenAfter, ...config });
    this.onAdmitted = (call) => this.admitted.push(call);
    this.onEnded = (call) => this.gone.push(call);
  }
}
/** Calls that begin and end at once. */
function calls(lone: LoneGate, ...outcomes: number[]): void {
  for (const outcome of outcomes) lone.end(lone.admit(), outcome);
}
/** Open for its whole wait. */
function waited(config: object): Lone {
  const lone = new Lone({ breaker: consecutive(1), ...config });
  calls(lone, ERROR);
  lone.wait(1_000 * ms);
  return lone;
}

describe('a breaker of failures in a row', () => {
  test.each([1, 2, 7])('opens at the %i. and starts anew after a success', (threshold) => {
    const lone = new Lone({ breaker: consecutive(threshold), ...cancelledUnhandled });
    const almost = Array<number>(threshold - 1).fill(ERROR);
    calls(lone, ...almost, OK, ...almost, CANCELLED);
    expect(lone.state).toBe('closed');
    calls(lone, TIMED_OUT);
    expect(lone.state).toBe('open');
  });
});

describe('a breaker of the last calls', () => {
  test.each([
    [0.5, 4, 0, [ERROR, ERROR, ERROR], 'closed'],
    [0.5, 4, 0, [OK, OK, ERROR, ERROR], 'closed'],
    [0.5, 4, 0, [ERROR, OK, ERROR, OK, ERROR], 'closed'],
    [0.5, 4, 0, [ERROR, OK, ERROR, OK, ERROR, ERROR], 'open'],
    [0.5, 4, 2, [ERROR], 'closed'],
    [0.5, 4, 2, [ERROR, ERROR], 'open'],
    [0.5, 4, 2, [ERROR, CANCELLED], 'closed'],
  ] as const)(
    'of threshold %f, size %i, minimum %i after %j is %s',
    (threshold, size, minimum, outcomes, state) => {
      const lone = new Lone({ breaker: count(threshold, size, minimum), ...cancelledUnhandled });
      calls(lone, ...outcomes);
      expect(lone.state).toBe(state);
    },
  );

  test('remembers after a close nothing but a success', () => {
    const lone = new Lone({ breaker: count(0.5, 3) });
    calls(lone, ERROR, ERROR, ERROR);
    lone.wait(1_000 * ms);
    calls(lone, OK, ERROR);
    expect(lone.state).toBe('closed');
    expect(lone.gate.explain()[0].ring).toEqual(['ok', 'failed']);
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });
});

describe('a sampling breaker', () => {
  test('needs enough calls for its minimum rate', () => {
    const lone = new Lone({ breaker: sampling(0.5, 5_000, 2) });
    calls(lone, ...Array<number>(9).fill(ERROR));
    expect(lone.state).toBe('closed');
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });

  test('without a minimum rate needs 5 / threshold calls a second', () => {
    const lone = new Lone({ breaker: sampling(0.5, 5_000, 0) });
    calls(lone, ...Array<number>(49).fill(ERROR));
    expect(lone.state).toBe('closed');
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });

  test('moves on by one window a call: after a long rest old failures still count', () => {
    const lone = new Lone({ breaker: sampling(0.5, 5_000, 1) });
    lone.wait(1_000 * ms);
    calls(lone, ERROR, ERROR, ERROR, ERROR);
    lone.wait(3_000_000 * ms);
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });
});

describe('half-open', () => {
  test('begins with the first call at the end of the wait, and not before', () => {
    const lone = new Lone({ breaker: consecutive(1) });
    calls(lone, ERROR);
    lone.wait(1_000 * ms - 1);
    expect(lone.admit()).toBe(NONE);
    lone.wait(1);
    expect(lone.admit()).not.toBe(NONE);
    expect(lone.state).toBe('half-open');
  });

  test('calls on top of the probe wait, and are all let in, in order, when it succeeds', () => {
    const lone = waited({});
    const probe = lone.admit();
    const waiting = [lone.admit(), lone.admit(), lone.admit()];
    expect(waiting.every((call) => lone.isWaiting(call))).toBe(true);
    lone.admitted.length = 0;
    lone.end(probe, OK);
    lone.wait(0);
    expect(lone.admitted).toEqual(waiting);
    expect(lone.state).toBe('closed');
  });

  test('calls on top of a probe that fails are refused, in order', () => {
    const lone = waited({});
    const probe = lone.admit();
    const waiting = [lone.admit(), lone.admit()];
    lone.gone.length = 0;
    lone.end(probe, ERROR);
    lone.wait(0);
    expect(lone.gone).toEqual([probe, ...waiting]);
    expect(lone.state).toBe('open');
  });

  test('with no wait at all, the first of those who waited is the next probe and the rest wait on', () => {
    const lone = waited({ halfOpenAfter: { is: 'constant', halfOpenAfterMs: 0 } });
    const probe = lone.admit();
    const waiting = [lone.admit(), lone.admit()];
    lone.end(probe, ERROR);
    lone.wait(0);
    expect(lone.state).toBe('half-open');
    expect(waiting.map((call) => lone.isWaiting(call))).toEqual([false, true]);
  });

  test('a call that gives up waiting is forgotten', () => {
    const lone = waited({});
    const probe = lone.admit();
    const [left, stays] = [lone.admit(), lone.admit()];
    lone.gate.withdraw!(left);
    lone.admitted.length = 0;
    lone.end(probe, OK);
    lone.wait(0);
    expect(lone.admitted).toEqual([stays]);
  });

  test('what the filter does not handle is a success of the probe', () => {
    const lone = waited(cancelledUnhandled);
    calls(lone, CANCELLED);
    expect(lone.state).toBe('closed');
  });

  test('by default all is handled: a cancelled call trips it, and opens it again', () => {
    const lone = new Lone({ breaker: consecutive(1) });
    calls(lone, CANCELLED);
    expect(lone.state).toBe('open');
    lone.wait(1_000 * ms);
    calls(lone, CANCELLED);
    expect(lone.state).toBe('open');
  });

  test.each([
    [3, 0.5, [ERROR, OK, OK], 'closed'],
    [3, 0.5, [ERROR, ERROR], 'open'],
    [3, 0, [OK, OK, ERROR], 'open'],
    [4, 0.5, [ERROR, ERROR, OK, OK], 'closed'],
    [2, 0.9, [OK], 'half-open'],
  ] as const)(
    'of %i calls with threshold %f after %j is %s',
    (halfOpenCalls, halfOpenThreshold, outcomes, state) => {
      const lone = waited({ halfOpenCalls, halfOpenThreshold });
      calls(lone, ...outcomes);
      expect(lone.state).toBe(state);
    },
  );

  test('closes only when every one of its calls has ended', () => {
    const lone = waited({ halfOpenCalls: 2, halfOpenThreshold: 0.5 });
    const [first, second] = [lone.admit(), lone.admit()];
    expect(lone.isWaiting(lone.admit())).toBe(true);
    lone.end(second, OK);
    expect(lone.state).toBe('half-open');
    lone.end(first, ERROR);
    expect(lone.state).toBe('closed');
  });

  test('a probe of an earlier half-open time counts nowhere', () => {
    const lone = waited({ halfOpenCalls: 2 });
    const stale = lone.admit();
    calls(lone, ERROR);
    lone.wait(1_000 * ms);
    lone.admit();
    lone.end(stale, ERROR);
    expect(lone.state).toBe('half-open');
  });

  test('a late failure of a call admitted while closed opens it, and those who wait are refused', () => {
    const lone = new Lone({ breaker: consecutive(1) });
    const late = lone.admit();
    calls(lone, ERROR);
    lone.wait(1_000 * ms);
    const probe = lone.admit();
    const waiting = lone.admit();
    lone.end(late, ERROR);
    lone.wait(0);
    expect(lone.state).toBe('open');
    expect(lone.gone).toContain(waiting);
    lone.end(probe, OK);
    expect(lone.state).toBe('open');
  });

  test('a late success of a call admitted while closed leaves it half-open', () => {
    const lone = new Lone({ breaker: consecutive(1) });
    const late = lone.admit();
    calls(lone, ERROR);
    lone.wait(1_000 * ms);
    lone.admit();
    lone.end(late, OK);
    expect(lone.state).toBe('half-open');
  });
});

describe('a back-off', () => {
  const backoff = (generator: string) => ({
    is: 'exponential',
    initialDelayMs: 100,
    maxDelayMs: 500,
    exponent: 2,
    generator,
  });
  /** How long each of five open states in a row lasts, in whole ms, and the first after a close. */
  function waits(generator: string): number[] {
    const lone = new Lone({ breaker: consecutive(1), halfOpenAfter: backoff(generator) });
    const found: number[] = [];
    const lasts = () => {
      calls(lone, ERROR);
      const [{ of = 0 }] = lone.gate.explain();
      lone.wait(Math.ceil(of * 1_000) * ms);
      found.push(of * 1_000);
    };
    for (let i = 0; i < 5; i++) lasts();
    calls(lone, OK);
    expect(lone.state).toBe('closed');
    lasts();
    return found;
  }

  test('without jitter doubles with each re-opening up to its longest, and begins anew after a close', () => {
    expect(waits('noJitter')).toEqual([100, 200, 400, 500, 500, 100]);
  });

  test.each([
    ['fullJitter', [0, 0, 0, 0, 0, 0], [100, 200, 400, 500, 500, 100]],
    ['halfJitter', [50, 100, 200, 250, 250, 50], [100, 200, 400, 500, 500, 100]],
    ['decorrelatedJitter', [0, 0, 0, 0, 0, 0], [138, 340, 500, 500, 500, 138]],
  ])('with %s stays within the generator’s bounds', (generator, least, most) => {
    const found = waits(generator);
    found.forEach((wait, i) => {
      expect(wait).toBeGreaterThanOrEqual(least[i]);
      expect(wait).toBeLessThanOrEqual(most[i]);
    });
    expect(new Set(found).size).toBeGreaterThan(2);
  });
});
