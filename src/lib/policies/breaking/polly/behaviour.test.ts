import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;
const demo = {
  ...defaultsOf(policy.fields),
  failureRatio: 0.5,
  minimumThroughput: 4,
  samplingDurationSeconds: 1,
  breakDurationSeconds: 1,
};

function breaker(config: object = {}): LoneGate {
  return new LoneGate(create, { ...demo, ...config });
}
/** Calls that begin and end at once. */
function calls(lone: LoneGate, ...outcomes: number[]): void {
  for (const outcome of outcomes) lone.end(lone.admit(), outcome);
}
function opened(config: object = {}): LoneGate {
  const lone = breaker(config);
  calls(lone, ERROR, ERROR, ERROR, ERROR);
  expect(lone.state).toBe('open');
  return lone;
}

describe('the ratio', () => {
  test.each([
    ['is inclusive', 0.5, [OK, OK, ERROR, TIMED_OUT], 'open'],
    ['just below does not open it', 0.51, [OK, OK, ERROR, ERROR], 'closed'],
    ['waits for the throughput', 0.1, [ERROR, ERROR, ERROR], 'closed'],
    ['is asked after failures only', 0.5, [ERROR, ERROR, ERROR, OK], 'closed'],
    ['of 0 opens it at the first failure with enough throughput', 0, [OK, OK, OK, ERROR], 'open'],
    ['of 1 wants nothing but failures', 1, [OK, ERROR, ERROR, ERROR], 'closed'],
    ['counts cancelled calls as successes', 0.5, [CANCELLED, CANCELLED, CANCELLED, ERROR], 'closed'],
    ['has cancelled calls in its throughput', 0.25, [CANCELLED, CANCELLED, CANCELLED, ERROR], 'open'],
  ] as const)('%s', (_claim, failureRatio, outcomes, state) => {
    const lone = breaker({ failureRatio });
    calls(lone, ...outcomes);
    expect(lone.state).toBe(state);
  });

  test('is of finished calls: those in flight do not count', () => {
    const lone = breaker();
    for (let i = 0; i < 20; i++) lone.admit();
    calls(lone, ERROR, ERROR, ERROR, ERROR);
    expect(lone.state).toBe('open');
  });
});

describe('a window', () => {
  /** Three failures in the first, one more `micros` after the first. */
  function fourthAt(micros: number, config: object = {}): string {
    const lone = breaker(config);
    lone.wait(950 * ms); // no whole second, no whole tenth
    calls(lone, ERROR);
    lone.wait(99 * ms);
    calls(lone, ERROR, ERROR);
    lone.wait(micros - 99 * ms);
    calls(lone, ERROR);
    return lone.state;
  }

  test.each([
    [1_000 * ms - 1, 'open'],
    [1_000 * ms, 'closed'],
  ])(
    'is forgotten whole, one sampling duration after its first result: after %i micros it is %s',
    (at, state) => {
      expect(fourthAt(at)).toBe(state);
    },
  );

  test.each([
    [99_999, 'closed'],
    [100_000, 'open'],
  ])(
    'ends a tenth of the duration after its first result: a result %i micros later leaves it %s',
    (at, state) => {
      const lone = breaker({ failureRatio: 0.9 });
      calls(lone, ERROR);
      lone.wait(at);
      calls(lone, ERROR, ERROR); // in the same window, or in the next
      lone.wait(1_000 * ms - at);
      calls(lone, ERROR, ERROR);
      // Of the first window nothing is left: two failures, or four.
      expect(lone.state).toBe(state);
    },
  );

  test('is one of at most ten that are alive, however many came before', () => {
    const lone = breaker({ minimumThroughput: 11, failureRatio: 1 });
    for (let i = 0; i < 50; i++) {
      calls(lone, ERROR);
      lone.wait(100 * ms);
    }
    expect(lone.state).toBe('closed'); // never more than ten
    calls(lone, ERROR, ERROR);
    expect(lone.state).toBe('open');
  });

  test('of a duration that ten does not divide is a tenth, not rounded', () => {
    // 1.000005 s: windows of 100 000.5 micros, so one that is 100 000 micros old is not over.
    const lone = breaker({ samplingDurationSeconds: 1.000_005 });
    calls(lone, ERROR);
    lone.wait(100_000);
    calls(lone, ERROR, ERROR);
    lone.wait(900_005);
    calls(lone, ERROR);
    expect(lone.state).toBe('closed');
  });
});

describe('open', () => {
  test('lasts until exactly the break duration, and until a call comes', () => {
    const lone = opened();
    lone.wait(1_000 * ms - 1);
    expect(lone.admit()).toBe(NONE);
    lone.wait(1);
    expect(lone.state).toBe('open');
    expect(lone.admit()).not.toBe(NONE);
    expect(lone.state).toBe('half-open');
  });

  test('is neither moved nor stretched by late results', () => {
    const lone = breaker();
    const [good, bad] = [lone.admit(), lone.admit()];
    calls(lone, ERROR, ERROR, ERROR, ERROR);
    lone.wait(600 * ms);
    lone.end(bad, ERROR);
    lone.end(good, OK);
    expect(lone.state).toBe('open');
    lone.wait(400 * ms);
    expect(lone.admit()).not.toBe(NONE);
  });
});

describe('half-open', () => {
  test('admits one probe and refuses the rest for as long as it takes', () => {
    const lone = opened();
    lone.wait(1_000 * ms);
    lone.admit();
    for (let i = 0; i < 50; i++) {
      expect(lone.admit()).toBe(NONE);
      lone.wait(1_000 * ms);
    }
    expect(lone.state).toBe('half-open');
  });

  test.each([
    ['success', OK, 'closed'],
    ['failure', ERROR, 'open'],
    ['cancellation', CANCELLED, 'closed'],
  ])('is ended by the %s of a call that was admitted while closed', (_word, outcome, state) => {
    const lone = breaker();
    const late = lone.admit();
    calls(lone, ERROR, ERROR, ERROR, ERROR);
    lone.wait(1_000 * ms);
    lone.admit();
    lone.end(late, outcome);
    expect(lone.state).toBe(state);
  });

  test('opens for a full break from the failure, not from the probe’s start', () => {
    const lone = opened();
    lone.wait(1_000 * ms);
    const probe = lone.admit();
    lone.wait(700 * ms);
    lone.end(probe, ERROR);
    lone.wait(1_000 * ms - 1);
    expect(lone.admit()).toBe(NONE);
    lone.wait(1);
    expect(lone.admit()).not.toBe(NONE);
  });

  test('closes with empty windows', () => {
    const lone = opened({ samplingDurationSeconds: 60 });
    lone.wait(1_000 * ms);
    calls(lone, OK, ERROR, ERROR, ERROR);
    expect(lone.state).toBe('closed');
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
  });
});

describe('ShouldHandle', () => {
  const named = (...exceptions: string[]) => exceptions.map((on) => ({ on }));
  test.each([
    ['handles what it names', named('TimeoutRejectedException'), TIMED_OUT, 'open'],
    ['takes all else for successes', named('TimeoutRejectedException'), ERROR, 'closed'],
    ['may name cancellations', named('OperationCanceledException'), CANCELLED, 'open'],
    ['of nothing never opens', [], ERROR, 'closed'],
  ] as const)('%s', (_claim, shouldHandle, outcome, state) => {
    const lone = breaker({ shouldHandle });
    calls(lone, outcome, outcome, outcome, outcome);
    expect(lone.state).toBe(state);
  });
});

describe('a BreakDurationGenerator', () => {
  /** How long the next break lasts, in ms: a call is refused just before, and goes down as the probe then. */
  function lasts(lone: LoneGate, milliseconds: number): void {
    lone.wait(milliseconds * ms - 1);
    expect(lone.admit()).toBe(NONE);
    lone.wait(1);
  }

  test('by failures breaks for so long for each failure that the sampling duration holds', () => {
    const breakDurationGenerator = { is: 'failure-count', secondsPerFailure: 0.15 };
    const lone = breaker({ breakDurationGenerator });
    calls(lone, OK, OK, ERROR, ERROR);
    expect(lone.state).toBe('open');
    lasts(lone, 300);
    calls(lone, ERROR); // the probe’s own failure is not counted
    lasts(lone, 300);
    lone.wait(600 * ms);
    calls(lone, ERROR); // by now the two are forgotten
    expect(lone.admit()).not.toBe(NONE);
  });

  test('by attempts grows with each probe in vain up to its most, and begins anew after a close', () => {
    const breakDurationGenerator = { is: 'half-open-attempts', factor: 3, maxSeconds: 20 };
    const lone = opened({ breakDurationGenerator });
    for (const milliseconds of [1_000, 3_000, 9_000, 20_000]) {
      lasts(lone, milliseconds);
      calls(lone, ERROR);
    }
    lasts(lone, 20_000);
    calls(lone, OK, ERROR, ERROR, ERROR, ERROR);
    lasts(lone, 1_000);
    calls(lone, OK);
    expect(lone.state).toBe('closed');
  });
});

describe('by hand', () => {
  test('isolated it refuses all, however long, and results only count', () => {
    const lone = breaker();
    const late = lone.admit();
    expect(lone.gate.command!('isolate')).toBe(true);
    lone.end(late, OK);
    for (let i = 0; i < 5; i++) {
      lone.wait(10_000 * ms);
      expect(lone.admit()).toBe(NONE);
    }
    expect([lone.gate.command!('isolate'), lone.state]).toEqual([true, 'isolated']);
  });

  test('closing empties the windows, even of a closed one', () => {
    const lone = breaker();
    calls(lone, ERROR, ERROR, ERROR);
    expect(lone.gate.command!('close')).toBe(true);
    calls(lone, ERROR, ERROR, ERROR);
    expect(lone.state).toBe('closed');
    calls(lone, ERROR);
    expect(lone.state).toBe('open');
    lone.gate.command!('close');
    expect(lone.admit()).not.toBe(NONE);
  });

  test('what Polly’s manual control does not know is refused', () => {
    expect(breaker().gate.command!('open')).toBe(false);
  });
});

test('looking at it moves nothing, a restart forgets all', () => {
  const lone = opened();
  lone.wait(1_500 * ms);
  expect(lone.gate.explain()).toContainEqual(expect.objectContaining({ key: 'break', value: 0, of: 1 }));
  expect(lone.state).toBe('open');
  lone.gate.reset();
  calls(lone, ERROR, ERROR, ERROR);
  expect(lone.gate.explain()).toMatchObject([
    { key: 'throughput', value: 3, of: 4 },
    { key: 'ratio', value: 100, of: 100, line: 50 },
    { key: 'refused', value: 0 },
  ]);
  expect(lone.state).toBe('closed');
});
