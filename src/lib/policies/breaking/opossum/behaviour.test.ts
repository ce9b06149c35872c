import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;

function breaker(config: object): LoneGate {
  return new LoneGate(create, { ...defaultsOf(policy.fields), resetTimeoutMs: 1_000, ...config });
}
/** Calls that begin and end at once. */
function calls(lone: LoneGate, ...outcomes: number[]): void {
  for (const outcome of outcomes) lone.end(lone.admit(), outcome);
}
function half(config: object = {}): LoneGate {
  const lone = breaker(config);
  calls(lone, ERROR);
  lone.wait(1_000 * ms);
  expect(lone.state).toBe('half-open');
  return lone;
}
function fact(lone: LoneGate, wanted: string) {
  return lone.gate.explain().find(({ key }) => key === wanted);
}

describe('the share of failures', () => {
  test.each([
    [1, 1, 50, 'closed'],
    [2, 1, 50, 'open'],
    [2, 1, 66, 'open'],
    [2, 1, 67, 'closed'],
    [1, 0, 100, 'closed'],
  ])('of %i failures after %i successes must exceed %i %%: %s', (bad, good, percent, state) => {
    const volumeThreshold = bad + good;
    const lone = breaker({ volumeThreshold, errorThresholdPercentage: percent });
    calls(lone, ...Array<number>(good).fill(OK), ...Array<number>(bad).fill(ERROR));
    expect(lone.state).toBe(state);
  });

  test('is of calls started: those under way dilute it', () => {
    const lone = breaker({});
    const slow = lone.admit();
    calls(lone, ERROR);
    expect(lone.state).toBe('closed'); // 1 of 2
    lone.end(slow, ERROR);
    expect(lone.state).toBe('open');
  });

  test('is diluted by calls that were refused while open, for a close empties nothing', () => {
    const lone = breaker({});
    calls(lone, ERROR);
    for (let i = 0; i < 6; i++) expect(lone.admit()).toBe(NONE);
    lone.wait(1_000 * ms);
    calls(lone, OK, ERROR, ERROR, ERROR);
    expect(lone.state).toBe('closed'); // 4 of 11
    calls(lone, ERROR, ERROR, ERROR);
    expect(lone.state).toBe('closed'); // 7 of 14
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });

  test('forgets a bucket when the window is over, counted from creation in whole intervals', () => {
    // 305 ms in 3 buckets: they rotate every 101 ms, and what counts in the first leaves with the third rotation.
    const config = { rollingCountTimeoutMs: 305, rollingCountBuckets: 3, volumeThreshold: 2 };
    for (const [micros, state] of [
      [303 * ms - 1, 'open'],
      [303 * ms, 'closed'],
    ] as const) {
      const lone = breaker(config);
      calls(lone, ERROR);
      lone.wait(micros);
      calls(lone, ERROR);
      expect(lone.state).toBe(state);
    }
  });

  test('of a failure whose start has rolled off is more than all', () => {
    const lone = breaker({ errorThresholdPercentage: 100, rollingCountTimeoutMs: 100, timeoutMs: 0 });
    const slow = lone.admit();
    lone.wait(100 * ms);
    lone.end(slow, ERROR);
    expect(lone.state).toBe('open');
  });
});

describe('warming up', () => {
  test('no failure opens it before the first window is over', () => {
    const lone = breaker({ allowWarmUp: true, rollingCountTimeoutMs: 2_000 });
    calls(lone, ERROR, ERROR);
    lone.wait(2_000 * ms - 1);
    calls(lone, ERROR);
    expect(lone.state).toBe('closed');
    lone.wait(1);
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });
});

describe('open', () => {
  test('ends by a timer at exactly the reset timeout, without a call', () => {
    const lone = breaker({});
    calls(lone, ERROR);
    lone.wait(1_000 * ms - 1);
    expect(lone.state).toBe('open');
    lone.wait(1);
    expect(lone.state).toBe('half-open');
  });

  test('can last longer than the queue reaches', () => {
    const lone = breaker({ resetTimeoutMs: 10_000_000 });
    calls(lone, ERROR);
    for (const state of ['open', 'open', 'half-open']) {
      lone.wait(3_400_000 * ms);
      expect(lone.state).toBe(state);
    }
  });
});

describe('half-open', () => {
  test('one call goes down, and its result decides', () => {
    for (const [outcome, state] of [
      [OK, 'closed'],
      [ERROR, 'open'],
    ] as const) {
      const lone = half();
      const probe = lone.admit();
      expect(lone.admit()).toBe(NONE);
      lone.end(probe, outcome);
      expect(lone.state).toBe(state);
    }
  });

  test('is decided by a late result of the closed time too', () => {
    const lone = breaker({});
    const late = [lone.admit(), lone.admit(), lone.admit()];
    calls(lone, ERROR, ERROR, ERROR, ERROR);
    lone.wait(1_000 * ms);
    expect(lone.state).toBe('half-open');
    lone.end(late[0], OK);
    expect(lone.state).toBe('closed');
  });
});

describe('an error filter', () => {
  test('makes a success of what it names, which closes a half-open breaker; without it that is a failure', () => {
    for (const [errorFilter, state] of [
      [true, 'closed'],
      [false, 'open'],
    ] as const) {
      const lone = half({ errorFilter });
      calls(lone, CANCELLED);
      expect(lone.state).toBe(state);
    }
  });
});

describe('the capacity', () => {
  test('refuses one call more, which is a failure', () => {
    const lone = breaker({ capacity: 2, errorThresholdPercentage: 30 });
    lone.admit();
    lone.admit();
    expect(lone.state).toBe('closed');
    expect(lone.admit()).toBe(NONE);
    expect(lone.state).toBe('open'); // 1 of 3
  });

  test('that is used up by calls of the closed time opens a half-open breaker', () => {
    const lone = breaker({ capacity: 1, timeoutMs: 0 });
    const slow = lone.admit();
    expect(lone.admit()).toBe(NONE);
    expect(lone.admit()).toBe(NONE);
    expect(lone.state).toBe('open');
    lone.wait(1_000 * ms);
    expect(lone.admit()).toBe(NONE);
    expect(lone.state).toBe('open');
    lone.end(slow, OK);
    lone.wait(1_000 * ms);
    expect(lone.admit()).not.toBe(NONE);
  });

  test('of nothing refuses every call', () => {
    expect(breaker({ capacity: 0 }).admit()).toBe(NONE);
  });
});

describe('by hand', () => {
  test('opening starts the reset timer, once', () => {
    const lone = breaker({});
    expect(lone.gate.command!('open')).toBe(true);
    expect(lone.admit()).toBe(NONE);
    lone.wait(600 * ms);
    lone.gate.command!('open');
    lone.wait(400 * ms);
    expect(lone.state).toBe('half-open');
  });

  test('closing stops it, and empties nothing', () => {
    const lone = breaker({});
    calls(lone, ERROR);
    lone.gate.command!('close');
    expect(lone.state).toBe('closed');
    lone.wait(1_000 * ms);
    expect(lone.state).toBe('closed');
    expect(fact(lone, 'errors')?.value).toBe(100);
    expect(lone.gate.command!('isolate')).toBe(false);
  });

  test('opening a half-open one wants no probe', () => {
    const lone = half();
    lone.gate.command!('open');
    expect(lone.admit()).toBe(NONE);
  });
});

describe('one that is not enabled', () => {
  test('lets all through and only counts that they started, until it is', () => {
    const lone = breaker({ enabled: false, capacity: 1, timeoutMs: 100 });
    const hanging = lone.admit();
    calls(lone, ERROR, ERROR, ERROR);
    lone.wait(500 * ms);
    expect([fact(lone, 'fires')?.value, fact(lone, 'errors')?.value, lone.state]).toEqual([4, 0, 'closed']);
    lone.gate.command!('enable');
    lone.end(hanging, ERROR); // it came before
    calls(lone, ERROR, ERROR, ERROR, ERROR);
    expect(lone.state).toBe('closed'); // 4 of 8
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
    lone.gate.command!('disable');
    expect(lone.admit()).not.toBe(NONE);
    lone.gate.reset();
    calls(lone, ERROR);
    expect(lone.state).toBe('closed');
  });
});

describe('the timeout', () => {
  test('ends the call as timed out, and is a failure at that very instant', () => {
    const lone = breaker({ timeoutMs: 200 });
    const ended: number[] = [];
    lone.onEnded = (call) => ended.push(lone.sim.frames.status[call]);
    lone.admit();
    lone.wait(200 * ms - 1);
    expect([lone.state, ended]).toEqual(['closed', []]);
    lone.wait(1);
    expect([lone.state, ended]).toEqual(['open', [TIMED_OUT]]);
    expect(fact(lone, 'inFlight')?.value).toBe(0);
  });

  test('is no cancellation: a filter that names those does not spare it', () => {
    const lone = breaker({ timeoutMs: 200, errorFilter: true });
    lone.admit();
    lone.wait(200 * ms);
    expect(lone.state).toBe('open');
  });

  test('frees the call’s place within the capacity, once', () => {
    const lone = breaker({ timeoutMs: 200, capacity: 1, errorThresholdPercentage: 100 });
    lone.admit();
    lone.wait(200 * ms);
    const next = lone.admit();
    expect(next).not.toBe(NONE);
    expect(lone.admit()).toBe(NONE);
    lone.end(next, OK);
    expect(lone.admit()).not.toBe(NONE);
  });

  test('of a call that ended in time never comes, nor that of one whose process is gone', () => {
    const lone = breaker({ timeoutMs: 200 });
    calls(lone, OK);
    lone.admit();
    lone.gate.reset();
    lone.wait(1_000 * ms);
    expect(lone.state).toBe('closed');
    expect(fact(lone, 'errors')?.value).toBe(0);
  });

  test('a probe that hangs has failed then', () => {
    const lone = half({ timeoutMs: 200 });
    lone.admit();
    lone.wait(200 * ms);
    expect(lone.state).toBe('open');
  });
});

test('the page sees the buckets of the window as they stand, though nobody has moved it', () => {
  const lone = breaker({
    rollingCountTimeoutMs: 3_000,
    rollingCountBuckets: 3,
    errorThresholdPercentage: 100,
  });
  calls(lone, ERROR, OK);
  lone.wait(1_000 * ms);
  const seen = () => fact(lone, 'fires')?.bars?.map(({ value, bad }) => [value, bad]);
  expect(seen()).toEqual([
    [0, 0],
    [2, 1],
    [0, 0],
  ]);
  expect(fact(lone, 'errors')).toMatchObject({ value: 50, of: 100, line: 100 });
  lone.wait(2_000 * ms);
  expect(seen()).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
});
