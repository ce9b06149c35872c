import { expect, test } from 'vitest';
import { reasonText } from './reason.ts';

test.each<[rule: string, a: number, b: number, text: string]>([
  ['{a} calls in a row failed (threshold {b})', 5, 5, '5 calls in a row failed (threshold 5)'],
  ['{a} calls in a row failed (threshold {b})', 1, 1, '1 call failed (threshold 1)'],
  ['{a} calls in a row failed (threshold {b})', 11, 11, '11 calls in a row failed (threshold 11)'],
  [
    '{a} good results in a row (success_before_passing {b})',
    1,
    0,
    '1 good result (success_before_passing 0)',
  ],
  ['{b} checks in a row passed: up', 0, 1, '1 check passed: up'],
  ['a call came {a} s after it opened', 1, 0, 'a call came 1 s after it opened'],
  ['no update for {a} s', 0.123456, 0, 'no update for 0.123 s'],
])('%s of %d and %d reads: %s', (rule, a, b, text) => {
  expect(reasonText([rule], { rule: 0, a, b })).toBe(text);
});

test('a code without a sentence gives no reason', () => {
  expect(reasonText([], { rule: 3, a: 1, b: 1 })).toBe('');
});
