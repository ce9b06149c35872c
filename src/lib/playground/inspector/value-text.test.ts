import { expect, test } from 'vitest';
import type { Fact } from '#lib/base/fact.ts';
import { isBeyond, limitText, valueText } from './value-text.ts';

test.each<[fact: Omit<Fact, 'key' | 'label'>, text: string]>([
  [{ value: 3, of: 5 }, '3 of 5'],
  [{ value: 7.8, unit: 's', of: 10 }, '7.8 of 10 s'],
  [{ value: 37.5, unit: '%', of: 100 }, '38 %'],
  [{ value: 226, of: 20 }, '226'],
  [{ value: 20, of: 20 }, '20 of 20'],
  [{ value: 'no copy yet', unit: 's' }, 'no copy yet'],
])('%j is written as %s', (fact, text) => {
  expect(valueText({ key: 'a', label: 'A', ...fact })).toBe(text);
});

test('a limit says where it is', () => {
  expect(limitText({ key: 'a', label: 'A', value: 3, unit: '%', of: 100, line: 50 })).toBe('at 50 %');
  expect(limitText({ key: 'a', label: 'A', value: 3, of: 10, line: 1, floor: 'below' })).toBe('below 1');
});

test.each<[what: string, fact: Omit<Fact, 'key' | 'label'>, isBeyond: boolean]>([
  ['a failure rate below its threshold', { value: 49, of: 100, line: 50 }, false],
  ['a failure rate at its threshold', { value: 50, of: 100, line: 50 }, true],
  ['more in a row than the threshold', { value: 7, of: 5, line: 5 }, true],
  ['a bucket with tokens', { value: 9, of: 10, line: 1, floor: 'below' }, false],
  ['a bucket with its last token', { value: 1, of: 10, line: 1, floor: 'below' }, false],
  ['a bucket that has run out', { value: 0.4, of: 10, line: 1, floor: 'below' }, true],
  ['a throttle just at its threshold', { value: 5, of: 10, line: 5, floor: 'at' }, true],
  ['what has no threshold', { value: 5, of: 5 }, false],
  ['what is no number', { value: 'not measured yet', of: 100, line: 50 }, false],
])('whether trouble has come: %s', (_, fact, beyond) => {
  expect(isBeyond({ key: 'a', label: 'A', ...fact })).toBe(beyond);
});
