import { describe, expect, test } from 'vitest';
import { CANCELLED, ERROR, OK, outcomeCode } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const SMALL = {
  slidingWindowSize: 4,
  minimumNumberOfCalls: 4,
  permittedNumberOfCallsInHalfOpenState: 2,
  waitDurationInOpenStateMs: 1_000,
};

/** A breaker of small numbers; a call is admitted now, lasts so many milliseconds, and ends. */
function small(config: object = {}) {
  const lone = new LoneGate(create, { ...defaultsOf(policy.fields), ...SMALL, ...config });
  const begin = () => {
    const call = lone.admit();
    if (call >= 0) lone.sim.frames.born[call >> 1] = lone.sim.now;
    return call;
  };
  const calls = (outcome: number, times = 1, ms = 0) => {
    for (let n = 0; n < times; n++) {
      const call = begin();
      if (ms > 0) lone.wait(ms * 1_000);
      lone.end(call, outcome);
    }
  };
  const fact = (key: string) => lone.gate.explain().find((each) => each.key === key)?.value;
  return { lone, begin, calls, fact, command: (op: string) => lone.gate.command?.(op) };
}

describe('a rate', () => {
  test.each([
    ['2 of 3 are not 66.67%', 66.67, [OK, ERROR, ERROR], 'closed'],
    ['2 of 3 are 66.666664% and 66.66%', 66.66, [OK, ERROR, ERROR], 'open'],
    ['reaching the threshold is enough, on a success too', 66.66, [ERROR, ERROR, OK], 'open'],
    ['1 of 3 in 32 bits reaches 33.333333% in 32 bits', 33.333333, [OK, OK, ERROR], 'open'],
  ])('%s', (_, failureRateThreshold, outcomes, state) => {
    const { lone, calls } = small({ failureRateThreshold, minimumNumberOfCalls: 3 });
    for (const outcome of outcomes) calls(outcome);
    expect(lone.state).toBe(state);
  });

  test('needs no more calls than a window of calls can hold', () => {
    const { lone, calls } = small({ minimumNumberOfCalls: 100 });
    calls(ERROR, 3);
    expect(lone.state).toBe('closed');
    calls(ERROR);
    expect(lone.state).toBe('open');
  });

  test('of slow calls opens it; exactly the threshold is not slow', () => {
    const { lone, calls } = small({ slowCallDurationThresholdMs: 100 });
    calls(OK, 4, 100);
    expect(lone.state).toBe('closed');
    calls(OK, 4, 101);
    expect(lone.state).toBe('open');
  });
});

test('a window of seconds is the current second and those before it, and looking does not move it', () => {
  const { lone, calls, fact } = small({ slidingWindowType: 'TIME_BASED', slidingWindowSize: 2 });
  lone.wait(900_000);
  calls(ERROR, 3);
  lone.wait(1_099_999);
  expect(fact('window')).toBe(3);
  lone.wait(1);
  expect(fact('window')).toBe(0);
  calls(ERROR, 3);
  expect(lone.state).toBe('closed');
  calls(ERROR);
  expect(lone.state).toBe('open');
});

test('the wait is over one microsecond after it', () => {
  const { lone, calls } = small();
  calls(ERROR, 4);
  lone.wait(1_000_000);
  expect(lone.admit()).toBe(-1);
  lone.wait(1);
  expect(lone.state).toBe('open');
  expect(lone.admit()).not.toBe(-1);
  expect(lone.state).toBe('half-open');
});

test('exponential waits are cut to whole milliseconds and begin anew after a close', () => {
  const { lone, calls } = small({
    waitDurationInOpenStateMs: 5,
    enableExponentialBackoff: true,
    exponentialBackoffMultiplier: 1.5,
    permittedNumberOfCallsInHalfOpenState: 1,
  });
  calls(ERROR, 4);
  // 5, 7.5 cut to 7, 10.5 cut to 10.
  for (const ms of [5, 7, 10]) {
    lone.wait(ms * 1_000);
    expect(lone.admit(), `${ms}`).toBe(-1);
    lone.wait(1);
    calls(ERROR);
  }
  lone.wait(15_001);
  calls(OK);
  expect(lone.state).toBe('closed');
  calls(ERROR, 4);
  lone.wait(5_001);
  expect(lone.admit()).not.toBe(-1);
});

describe('half-open', () => {
  function probing(config: object = {}) {
    const breaker = small(config);
    const late = breaker.begin();
    breaker.calls(ERROR, 4);
    breaker.lone.wait(1_000_001);
    return { ...breaker, late };
  }

  test('admits the permitted number in all', () => {
    const { begin } = probing();
    expect([begin(), begin(), begin()].map((call) => call >= 0)).toEqual([true, true, false]);
  });

  test('decides after the minimum, if that is less than the permitted', () => {
    const { lone, calls } = probing({ permittedNumberOfCallsInHalfOpenState: 10 });
    calls(OK, 3);
    expect(lone.state).toBe('half-open');
    calls(OK);
    expect(lone.state).toBe('closed');
  });

  test('takes a late result of the closed time for a probe’s', () => {
    const { lone, begin, late } = probing();
    const probe = begin();
    lone.end(late, ERROR);
    expect(lone.state).toBe('half-open');
    lone.end(probe, OK);
    expect(lone.state).toBe('open');
  });

  test('gets a permit back from any cancelled call', () => {
    const { lone, begin, late, fact } = probing();
    begin();
    lone.end(late, CANCELLED);
    expect(fact('permits')).toBe(2);
  });

  test.each([
    ['OPEN', 'open'],
    ['CLOSED', 'closed'],
  ])('ends by timer in %s when a probe hangs', (transitionToStateAfterWaitDuration, state) => {
    const { lone, begin } = probing({
      maxWaitDurationInHalfOpenStateMs: 500,
      transitionToStateAfterWaitDuration,
    });
    begin();
    lone.wait(499_999);
    expect(lone.state).toBe('half-open');
    lone.wait(1);
    expect(lone.state).toBe(state);
  });
});

test.each([
  [0, [100, 200, 400, 800, 1_600]],
  [450, [100, 200, 400, 450, 450]],
])(
  'an exponential wait capped at %i ms (0: nowhere) goes %j',
  (exponentialMaxWaitDurationInOpenStateMs, waits) => {
    const { lone, calls } = small({
      minimumNumberOfCalls: 1,
      waitDurationInOpenStateMs: 100,
      enableExponentialBackoff: true,
      exponentialBackoffMultiplier: 2,
      exponentialMaxWaitDurationInOpenStateMs,
    });
    for (const ms of waits) {
      calls(ERROR);
      lone.wait(ms * 1_000);
      expect(lone.admit()).toBe(-1);
      lone.wait(1);
    }
  },
);

test('a randomized wait is drawn anew each time, evenly around its length', () => {
  const { lone, calls } = small({
    minimumNumberOfCalls: 1,
    enableRandomizedWait: true,
    randomizedWaitFactor: 0.2,
  });
  const waits = Array.from({ length: 200 }, () => {
    calls(ERROR);
    const { of = 0 } = lone.gate.explain().find(({ key }) => key === 'wait') ?? {};
    lone.wait(of * 1e6 + 1);
    return of * 1_000;
  });
  for (const wait of waits) {
    expect(wait).toBeGreaterThanOrEqual(800);
    expect(wait).toBeLessThanOrEqual(1_200);
    expect(Math.round(wait)).toBeCloseTo(wait, 6);
  }
  expect(Math.min(...waits)).toBeLessThan(850);
  expect(Math.max(...waits)).toBeGreaterThan(1_150);
});

test.each([
  ['just as long', 0, 'closed'],
  ['a microsecond longer', 1, 'open'],
  ['longer by all that the low half of the time can tell', 4_294_967_296, 'open'],
])(
  'a call that waited outside before its admission and then took %s is slow by the latter only',
  (_, more, state) => {
    const { lone } = small({ minimumNumberOfCalls: 1, slowCallDurationThresholdMs: 1_000 });
    const call = lone.admit();
    lone.sim.frames.born[call >> 1] -= 9e6;
    lone.wait(1e6);
    for (let left = more; left > 0; left -= 2e9) lone.wait(Math.min(left, 2e9));
    lone.end(call, OK);
    expect(lone.state).toBe(state);
  },
);

test('a timer reaches as far as a wait of two hours', () => {
  const { lone, calls } = small({
    waitDurationInOpenStateMs: 7_200_000,
    automaticTransitionFromOpenToHalfOpenEnabled: true,
  });
  calls(ERROR, 4);
  lone.wait(3_600_000_000);
  lone.wait(3_599_999_999);
  expect(lone.state).toBe('open');
  lone.wait(1);
  expect(lone.state).toBe('half-open');
});

describe('by command', () => {
  test('disabled admits all and records nothing', () => {
    const { lone, calls, command } = small();
    expect(command('disable')).toBe(true);
    calls(ERROR, 9);
    expect(command('close')).toBe(true);
    calls(ERROR, 3);
    expect(lone.state).toBe('closed');
  });

  test('forced-open refuses for ever, and counts as an attempt', () => {
    const { lone, command } = small({
      automaticTransitionFromOpenToHalfOpenEnabled: true,
      enableExponentialBackoff: true,
      exponentialBackoffMultiplier: 2,
    });
    command('force-open');
    lone.wait(3_000_000_000);
    expect([lone.admit(), lone.state]).toEqual([-1, 'forced-open']);
    command('open');
    lone.wait(1_999_999);
    expect(lone.state).toBe('open');
    lone.wait(1);
    expect(lone.state).toBe('half-open');
  });

  test('closing a closed one empties its window', () => {
    const { calls, command, fact } = small();
    calls(ERROR, 3);
    expect(command('close')).toBe(true);
    expect(fact('window')).toBe(0);
  });

  test('metrics-only cannot be opened, closed cannot be half-opened, and nonsense is refused', () => {
    const { lone, command } = small();
    expect([command('half-open'), command('constructor')]).toEqual([false, false]);
    command('metrics-only');
    expect([command('open'), command('half-open')]).toEqual([false, false]);
    expect(lone.state).toBe('metrics-only');
  });
});

const named = (...errors: string[]) => errors.map((on) => ({ on }));
test.each([
  ['without lists', {}, ['error', 'timed-out', 'queue-full'], [], ['cancelled']],
  ['what is recorded', { recordExceptions: named('timed-out') }, ['timed-out'], ['error'], ['cancelled']],
  ['what is ignored', { ignoreExceptions: named('error') }, ['timed-out'], [], ['error', 'cancelled']],
  [
    'both: ignored goes first',
    { recordExceptions: named('error', 'reset'), ignoreExceptions: named('error') },
    ['reset'],
    ['timed-out'],
    ['error', 'cancelled'],
  ],
  [
    'a cancelled call that is recorded',
    { recordExceptions: named('cancelled') },
    ['cancelled'],
    ['error'],
    [],
  ],
] as const)('%s (%j): failures %j, successes %j, ignored %j', (_, config, failed, ok, ignored) => {
  for (const [outcomes, window, failures] of [
    [failed, 1, 1],
    [ok, 1, 0],
    [ignored, 0, 0],
  ] as const) {
    for (const outcome of outcomes) {
      const { calls, fact } = small(config);
      calls(outcomeCode(outcome));
      expect([outcome, fact('window'), fact('failed')]).toEqual([outcome, window, failures]);
    }
  }
});

describe.each([
  ['CLOSED', 'closed', [true, true, true]],
  ['OPEN', 'open', [false, false, false]],
  ['HALF_OPEN', 'half-open', [true, true, false]],
  ['DISABLED', 'disabled', [true, true, true]],
  ['METRICS_ONLY', 'metrics-only', [true, true, true]],
  ['FORCED_OPEN', 'forced-open', [false, false, false]],
] as const)('with initialState %s', (initialState, state, admitted) => {
  test(`it begins ${state}, and so it does after a restart`, () => {
    const { lone, command } = small({ initialState, permittedNumberOfCallsInHalfOpenState: 2 });
    for (let life = 0; life < 2; life++) {
      lone.wait(0);
      expect(lone.state).toBe(state);
      expect([lone.admit(), lone.admit(), lone.admit()].map((call) => call !== -1)).toEqual(admitted);
      command(state === 'metrics-only' ? 'disable' : 'metrics-only');
      lone.gate.reset();
    }
  });
});

test('one that begins open stays so for its wait, and a longer one after the next failure', () => {
  const { lone, calls } = small({
    initialState: 'OPEN',
    waitDurationInOpenStateMs: 1_000,
    enableExponentialBackoff: true,
    exponentialBackoffMultiplier: 3,
    permittedNumberOfCallsInHalfOpenState: 1,
  });
  for (const ms of [1_000, 3_000]) {
    lone.wait(ms * 1_000);
    expect(lone.admit()).toBe(-1);
    lone.wait(1);
    calls(ERROR);
    expect(lone.state).toBe('open');
  }
});

test('in a run the record tells how it began, in each of the caller’s instances', () => {
  const nodes = {
    c: ['client', { ratePerSecond: 10 }],
    a: ['service', { instances: 2, startSeconds: 1 }],
    b: ['service', { instances: 1 }],
  } as const;
  const breaker = { is: 'resilience4j', initialState: 'FORCED_OPEN' };
  const script = [at(2, 'kill-instance', 'a', {}, 0), at(3, 'restart-instance', 'a', {}, 0)];
  const watched = new Watched(sketch(nodes, { 'c>a': {}, 'a>b': { breaker } }, script)).run(6);
  expect(watched.steps('a>b/breaker').map(({ at, to }) => [at, to])).toEqual([
    [0, 'forced-open'],
    [0, 'forced-open'],
    [4, 'closed'],
    [4, 'forced-open'],
  ]);
  expect(watched.edge('a>b').sent).toBe(0);
});

test('a process that restarts has a fresh breaker, and no timer of the old one', () => {
  const { lone, calls, fact } = small({ automaticTransitionFromOpenToHalfOpenEnabled: true });
  calls(ERROR, 4);
  lone.gate.reset();
  lone.wait(2_000_000);
  expect([lone.state, fact('window')]).toEqual(['closed', 0]);
});

test('in a dead process no timer moves it', () => {
  const nodes = {
    c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
    a: ['service', { instances: 1, serviceTime: exactly(1), startSeconds: 1 }],
    b: ['service', { instances: 1, serviceTime: exactly(1), failPercent: 100 }],
  } as const;
  const script = [at(2, 'kill-instance', 'a', {}, 0), at(6, 'restart-instance', 'a', {}, 0)];
  const breaker = {
    is: 'resilience4j',
    ...defaultsOf(policy.fields),
    ...SMALL,
    waitDurationInOpenStateMs: 3_000,
    automaticTransitionFromOpenToHalfOpenEnabled: true,
  };
  const steps = new Watched(sketch(nodes, { 'c>a': {}, 'a>b': { breaker } }, script)).run(8);
  expect(steps.steps('a>b/breaker').map(({ to }) => to)).toEqual(['open', 'closed', 'open']);
});
