import { expect, test } from 'vitest';
import type { Fact } from '#lib/base/fact.ts';
import { limitText, valueText } from './value-text.ts';

test.each<[fact: Omit<Fact, 'key' | 'label'>, text: string]>([
  [{ value: 3, of: 5 }, '3 of 5'],
  [{ value: 7.8, unit: 's', of: 10 }, '7.8 of 10 s'],
  [{ value: 37.5, unit: '%', of: 100 }, '38 %'],
  [{ value: 'no copy yet', unit: 's' }, 'no copy yet'],
])('%j is written as %s', (fact, text) => {
  expect(valueText({ key: 'a', label: 'A', ...fact })).toBe(text);
});

test('a limit says where it is', () => {
  expect(limitText({ key: 'a', label: 'A', value: 3, unit: '%', of: 100, line: 50 })).toBe('at 50 %');
});
