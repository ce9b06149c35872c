import { expect, test } from 'vitest';
import { factText, perSecond, short } from './numbers.ts';

test.each([
  [0, '0'],
  [0.35, '0.35'],
  [8.24, '8.2'],
  [120.4, '120'],
  [4300, '4,300'],
  [12_345, '12.3K'],
  [Infinity, '–'],
])('%d is written %s', (value, text) => {
  expect(short(value)).toBe(text);
});

test('nothing a second is a dash', () => {
  expect([perSecond(0), perSecond(90)]).toEqual(['–', '90/s']);
});

test('a fact carries its unit and what it is out of', () => {
  expect(factText({ key: 'a', label: 'a', value: 40, of: 100 })).toBe('40 of 100');
  expect(factText({ key: 'a', label: 'a', value: 92, unit: '%' })).toBe('92 %');
  expect(factText({ key: 'a', label: 'a', value: 7, unit: '/s' })).toBe('7/s');
});
