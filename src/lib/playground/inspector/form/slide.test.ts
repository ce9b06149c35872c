import { describe, expect, test } from 'vitest';
import { number, type NumberField } from '#lib/base/schema.ts';
import { SLIDE_STEPS, nextValue, slideOf, valueAt } from './slide.ts';

const fields: [string, NumberField][] = [
  ['a share', field({ unit: '%', min: 0, max: 100 })],
  ['instances', field({ min: 1, max: 32, integer: true })],
  ['a threshold', field({ min: 1, max: 1_000, integer: true })],
  ['a time-out', field({ unit: 'ms', min: 1, max: 600_000 })],
  ['a latency from 0', field({ unit: 'ms', min: 0, max: 600_000 })],
  ['a cooldown', field({ unit: 's', min: 0.001, max: 3_600 })],
  ['a queue from 0', field({ min: 0, max: 100_000, integer: true })],
];

describe.each(fields)('the slider of %s', (_, of) => {
  const values = Array.from({ length: SLIDE_STEPS + 1 }, (_, step) => valueAt(step, of));

  test('runs from the least to the greatest value and never backward', () => {
    expect([values[0], values[SLIDE_STEPS]]).toEqual([of.min, of.max]);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  test('offers only values that the setting takes', () => {
    const bad = values.filter((v) => v < of.min || v > of.max || (of.integer && !Number.isInteger(v)));
    expect(bad).toEqual([]);
  });

  test('stands where its value is', () => {
    for (const value of values) {
      const back = valueAt(slideOf(value, of), of);
      expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(1, value * 0.12));
    }
  });

  test('moves with every key press until the end', () => {
    let value = of.min;
    for (let presses = 0; value < of.max; presses++) {
      expect(presses).toBeLessThanOrEqual(SLIDE_STEPS);
      const next = nextValue(value, 1, of);
      expect(next).toBeGreaterThan(value);
      value = next;
    }
    expect(nextValue(of.max, -1, of)).toBeLessThan(of.max);
  });
});

function field(more: Partial<NumberField>): NumberField {
  return number({ label: 'x', source: 'test', unit: '', min: 0, max: 1, default: 1, ...more });
}
