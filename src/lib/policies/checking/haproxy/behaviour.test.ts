import { expect, test } from 'vitest';
import { ERROR, NO_ROUTE, OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import type { LonePort } from '#lib/engine/lone-port.ts';
import { after, health, loneCheck } from './lone-check.ts';

const MS = 1_000;

test.each([
  // Starts with health = rise: up, and down with its first failed check.
  ['', '2 up'],
  ['f', '0 down'],
  ['p', '4 up'],
  ['pf', '3 going down'],
  ['pff', '2 going down'],
  ['pfff', '0 down'],
  ['pffp', '4 up'],
  ['pffpff', '2 going down'],
  ['fp', '1 going up'],
  ['fpp', '4 up'],
  ['fpf', '0 down'],
  ['fff', '0 down'],
])('rise 2, fall 3: after the checks “%s” health is %s', (results, expected) => {
  expect(after(loneCheck(1), results)).toBe(expected);
});

test.each([
  [1, 1, 'pf', '0 down'],
  [1, 1, 'fp', '1 up'],
  [1, 2, 'f', '0 down'],
  [3, 1, 'pf', '0 down'],
  [3, 1, 'fpp', '2 going up'],
  [3, 1, 'fppp', '3 up'],
])('rise %i, fall %i: after “%s” health is %s', (rise, fall, results, expected) => {
  expect(after(loneCheck(1, { rise, fall }), results)).toBe(expected);
});

test('a server that is down is out of rotation until it is up', () => {
  const lone = loneCheck(2);
  after(lone, 'f');
  expect(lone.endpoints.outOf(0)).toBe(OUT.unhealthy);
  expect(lone.slots(3)).toEqual([1, 1, 1]);
  after(lone, 'p');
  expect(lone.endpoints.outOf(0)).toBe(OUT.unhealthy);
  after(lone, 'p');
  expect(lone.endpoints.outOf(0)).toBe(0);
});

test('the next check comes after inter with full health, downinter when down, and fastinter between', () => {
  const { checker } = loneCheck(1, { inter: 2_000, fastinter: 500, downinter: 5_000 });
  const waits = [OK, ERROR, ERROR, ERROR, ERROR, OK, OK].map((status) => checker!.result(0, status) / MS);
  expect(waits).toEqual([2_000, 500, 500, 5_000, 5_000, 500, 2_000]);
});

test('without fastinter and downinter it is always inter', () => {
  const { checker } = loneCheck(1, { inter: 700 });
  const waits = [OK, ERROR, ERROR, ERROR, OK].map((status) => checker!.result(0, status) / MS);
  expect(waits).toEqual([700, 700, 700, 700, 700]);
});

test('first checks are spread over an interval; a check fails after timeout check, else after inter', () => {
  const { checker } = loneCheck(3, { inter: 300 });
  expect([0, 1, 2].map((slot) => checker!.first(slot) / MS)).toEqual([0, 100, 200]);
  expect(checker!.timeoutMicros).toBe(300 * MS);
  expect(loneCheck(1, { timeoutCheckMs: 50 }).checker!.timeoutMicros).toBe(50 * MS);
});

test.each([
  [{ inter: 3_000, fastinter: 300 }, [0, 100, 200]],
  [{ inter: 3_000, fastinter: 300, downinter: 30_000 }, [0, 100, 200]],
  // With fall 1 a server that starts has full health already.
  [{ inter: 3_000, fastinter: 300, fall: 1 }, [0, 1_000, 2_000]],
])(
  '%j: first checks are spread over the interval of a server that has just started: %j',
  (config, firsts) => {
    const { checker } = loneCheck(3, config);
    expect([0, 1, 2].map((slot) => checker!.first(slot) / MS)).toEqual(firsts);
  },
);

test('sent by the engine, checks take a dead server out within fall intervals and back after rise', () => {
  const lone = loneCheck(1, { inter: 1_000 }, { probes: true });
  const states: string[] = [];
  const look = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      lone.wait(1_000 * MS);
      states.push(health(lone)[0].note!);
    }
  };
  lone.wait(500 * MS);
  lone.refuse(0, true);
  look(4);
  lone.refuse(0, false);
  look(3);
  expect(states).toEqual(['going down', 'going down', 'down', 'down', 'going up', 'up', 'up']);
});

function observed(onError: 'fastinter' | 'fail-check' | 'sudden-death' | 'mark-down', more = {}): LonePort {
  const lone = loneCheck(1, { observe: 'layer7', errorLimit: 3, onError, ...more });
  after(lone, 'p');
  return lone;
}

test.each([
  ['fastinter', '4 up'],
  ['fail-check', '3 going down'],
  ['sudden-death', '2 going down'],
  ['mark-down', '0 down'],
] as const)('observe layer7: error-limit errors in a row set off on-error %s: %s', (onError, expected) => {
  const lone = observed(onError);
  lone.answer(0, ERROR);
  lone.slots(2);
  expect(after(lone, '')).toBe('4 up');
  lone.slots(1);
  expect(after(lone, '')).toBe(expected);
});

test('a good answer, or a passed check, begins the count of errors anew; 404 is a good answer', () => {
  const lone = observed('mark-down');
  const fail = (times: number) => {
    lone.answer(0, ERROR);
    lone.slots(times);
  };
  fail(2);
  lone.answer(0, NO_ROUTE);
  lone.slots(1);
  fail(2);
  expect(after(lone, 'p')).toBe('4 up');
  fail(2);
  expect(after(lone, '')).toBe('4 up');
  fail(1);
  expect(after(lone, '')).toBe('0 down');
});

test('a marked-down server comes back after rise checks and flaps while its traffic fails', () => {
  const lone = observed('mark-down');
  lone.answer(0, ERROR);
  lone.slots(3);
  expect(after(lone, 'p')).toBe('1 going up');
  expect(after(lone, 'p')).toBe('4 up');
  lone.slots(3);
  expect(after(lone, '')).toBe('0 down');
});

test('layer4 minds connections alone', () => {
  const lone = loneCheck(1, { observe: 'layer4', errorLimit: 2, onError: 'mark-down' });
  lone.answer(0, ERROR);
  lone.slots(5);
  expect(after(lone, '')).toBe('2 up');
  lone.refuse(0, true);
  lone.slots(2);
  expect(after(lone, '')).toBe('0 down');
});

test('a time-out is an error of layer7, and none of layer4', () => {
  for (const [observe, expected] of [
    ['layer7', '0 down'],
    ['layer4', '2 up'],
  ] as const) {
    const lone = loneCheck(1, { observe, errorLimit: 1, onError: 'mark-down' }, { timeoutMicros: 10 });
    lone.hangs[0] = true;
    const request = lone.request();
    lone.wait(20);
    expect(lone.requests[request].outcome).toBe(TIMED_OUT);
    expect(after(lone, '')).toBe(expected);
  }
});

test('a set fastinter brings the next check forward once errors abound', () => {
  const inter = 60_000;
  const until = (fastinter: number) => {
    const config = { inter, fastinter, observe: 'layer7', errorLimit: 1, onError: 'mark-down' } as const;
    const lone = loneCheck(1, { ...config, rise: 1 }, { probes: true });
    lone.wait(MS);
    lone.answer(0, ERROR);
    lone.slots(1);
    lone.answer(0, OK);
    for (let seconds = 1; seconds < 100; seconds++) {
      lone.wait(1_000 * MS);
      if (health(lone)[0].note === 'up') return seconds;
    }
    return Infinity;
  };
  expect(until(3_000)).toBe(3);
  expect(until(0)).toBe(60);
});

test('a restarted process begins with rise, and remembers no errors', () => {
  const lone = observed('mark-down');
  lone.answer(0, ERROR);
  lone.slots(2);
  lone.checker!.reset();
  lone.slots(2);
  expect(after(lone, '')).toBe('2 up');
});
