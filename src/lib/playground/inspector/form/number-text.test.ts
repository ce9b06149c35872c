import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { number, type NumberField, type Unit } from '#lib/base/schema.ts';
import { readNumber, writeNumber } from './number-text.ts';

describe('a text becomes a number', () => {
  test.each<[string, Unit, number]>([
    ['5', '', 5],
    [' 1 000 ', 'ms', 1000],
    ['1_000', 'ms', 1000],
    ['.5', 's', 0.5],
    ['2 s', 'ms', 2000],
    ['250ms', 's', 0.25],
    ['1e3', 'ms', 1000],
    ['20 /s', '/s', 20],
    ['20 %', '%', 20],
  ])('%j in a field of %j is %d', (text, unit, value) => {
    expect(readNumber(text, field({ unit }))).toEqual({ value });
  });
});

describe('a text that is no good is answered with why', () => {
  test.each<[string, Partial<NumberField>, RegExp]>([
    ['', {}, /Type a number/],
    ['ten', {}, /Not a number/],
    ['1,5', {}, /without commas/],
    ['5 apples', { unit: 's' }, /Write it in s/],
    ['2.5', { integer: true }, /Whole/],
    ['-1', {}, /At least 0/],
    ['1e9', {}, /At most 100000/],
    ['Infinity', {}, /Not a number/],
    ['1e999', {}, /At most/],
  ])('%j', (text, more, why) => {
    expect(readNumber(text, field(more)).error).toMatch(why);
  });
});

test('what is written reads back as the same number', () => {
  const any = field({ min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
      const { value: read } = readNumber(writeNumber(value), any);
      expect(read).toBeCloseTo(value, 6);
    }),
  );
});

function field(more: Partial<NumberField>): NumberField {
  return number({ label: 'x', source: 'test', unit: '', min: 0, max: 100_000, default: 1, ...more });
}
