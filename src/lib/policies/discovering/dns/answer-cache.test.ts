import { describe, expect, test } from 'vitest';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import { Arena } from '#lib/engine/arena.ts';
import { ANSWER, AnswerCache, NO_TTL, type CacheRules } from './answer-cache.ts';
import { caches } from './caches.ts';

const of = (rules: CacheRules) => new AnswerCache(new Arena(), 2, rules);
const left = (cache: AnswerCache, seconds: number) => cache.leftMicros(0, sToMicros(seconds)) / MICROS_PER_S;
const { exists, absent, failed, unknown } = ANSWER;

/** Kept at 10.9 s with a TTL of 3 s: until when, and with which TTL it is handed on at 11.5 s. */
test.each([
  ['exact', 13.9, 2.4],
  ['dnsmasq', 13, 2],
  ['coredns', 15.9, 5],
] as const)('%s gives an answer of 10.9 s with a TTL of 3 s until %d s', (product, until, ttl) => {
  const cache = of(caches[product]);
  cache.keep(0, sToMicros(10.9), exists, 7, sToMicros(3));
  expect(cache.answer(0, sToMicros(until) - 1)).toBe(exists);
  expect(cache.answer(0, sToMicros(until))).toBe(unknown);
  expect(cache.roster(0)).toBe(7);
  expect(left(cache, 11.5)).toBeCloseTo(ttl, 9);
  expect(cache.answer(1, sToMicros(11))).toBe(unknown);
});

describe('what is kept how long, in seconds', () => {
  test.each([
    ['exact', exists, 30, 30],
    ['exact', exists, 0, 0],
    ['exact', absent, 2, 2],
    ['exact', absent, null, 0],
    ['exact', failed, null, 0],
    ['dnsmasq', failed, null, 0],
    ['dnsmasq', exists, 0, 0],
    ['dnsmasq', absent, null, 0],
    ['coredns', exists, 0, 5],
    ['coredns', exists, 7200, 3600],
    ['coredns', absent, 7200, 1800],
    ['coredns', absent, 1, 5],
    ['coredns', absent, null, 0],
    ['coredns', failed, null, 5],
  ] as const)('%s: answer %d with TTL %s for %d', (product, answer, ttl, seconds) => {
    const cache = of(caches[product]);
    expect(cache.lifetime(answer, ttl === null ? NO_TTL : sToMicros(ttl))).toBe(sToMicros(seconds));
    cache.keep(0, 0, answer, 0, ttl === null ? NO_TTL : sToMicros(ttl));
    expect(cache.answer(0, 0)).toBe(seconds > 0 ? answer : unknown);
  });
});

test('a chain of caches holds an answer no longer than one TTL', () => {
  const ttl = sToMicros(20);
  const [first, second, third] = [of(caches.exact), of(caches.exact), of(caches.exact)];
  first.keep(0, 0, exists, 1, ttl);
  second.keep(0, sToMicros(12), exists, 1, first.leftMicros(0, sToMicros(12)));
  third.keep(0, sToMicros(19), exists, 1, second.leftMicros(0, sToMicros(19)));
  expect(third.answer(0, sToMicros(20) - 1)).toBe(exists);
  expect(third.answer(0, sToMicros(20))).toBe(unknown);
});

test('whole seconds in a chain add less than one', () => {
  const [above, below] = [of(caches.dnsmasq), of(caches.exact)];
  above.keep(0, sToMicros(0.1), exists, 1, sToMicros(20));
  // At 19.9 s one whole second is left by a clock that says 19.
  below.keep(0, sToMicros(19.9), exists, 1, above.leftMicros(0, sToMicros(19.9)));
  expect(below.answer(0, sToMicros(20.9) - 1)).toBe(exists);
  expect(below.answer(0, sToMicros(20.9))).toBe(unknown);
});

test('each cached answer is turned by one more, and a fresh one begins anew', () => {
  const cache = of(caches.exact);
  cache.keep(0, 0, exists, 1, MICROS_PER_S);
  expect([cache.turn(0), cache.turn(0), cache.turn(0)]).toEqual([0, 1, 2]);
  cache.keep(0, MICROS_PER_S, exists, 1, MICROS_PER_S);
  expect(cache.turn(0)).toBe(0);
  cache.forget();
  expect(cache.answer(0, MICROS_PER_S)).toBe(unknown);
});
