import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram, HISTOGRAM_BUCKETS, HISTOGRAM_TOTALS } from './histogram.ts';

const MOST = 68_719_476_736; // 2^36
const duration = fc.oneof(
  fc.integer({ min: 1, max: 1_000 }),
  fc.integer({ min: 1, max: MOST }),
  fc.double({ min: 1, max: MOST, noNaN: true }),
);

function filled(values: number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('Histogram', () => {
  it('gives any recorded value back within 0.4 %', () => {
    fc.assert(
      fc.property(duration, (micros) => {
        expect(Math.abs(filled([micros]).quantile(0.5) - micros) / micros).toBeLessThanOrEqual(0.004);
      }),
      { numRuns: 2_000, examples: [[1], [MOST], [MOST - 1], [127.99999], [128], [2_097_151]] },
    );
  });

  it('gives every quantile of a sample within 0.4 % of the sorted sample', () => {
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 60, size: 'max' }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(q * values.length)) - 1];
          expect(Math.abs(filled(values).quantile(q) - exact) / exact).toBeLessThanOrEqual(0.004);
        },
      ),
    );
  });

  it('has the exact count and mean', () => {
    const whole = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1 });
    fc.assert(
      fc.property(whole, (values) => {
        const histogram = filled(values);
        expect(histogram.count).toBe(values.length);
        expect(histogram.mean).toBe(values.reduce((sum, value) => sum + value, 0) / values.length);
      }),
    );
  });

  it('merged from two parts equals the histogram of the whole', () => {
    const whole = fc.array(fc.integer({ min: 0, max: 10_000_000 }));
    fc.assert(
      fc.property(whole, whole, (left, right) => {
        const merged = filled(left);
        merged.merge(filled(right));
        expect(merged).toEqual(filled([...left, ...right]));
      }),
      { numRuns: 20 },
    );
  });

  it('counts what is below 1 us as 0 and what is beyond 2^36 us as 2^36', () => {
    expect(filled([0, -0, 0.999]).quantile(1)).toBe(0);
    expect(Math.abs(filled([1e15]).quantile(1) / MOST - 1)).toBeLessThanOrEqual(0.004);
  });

  it('has neither mean nor quantiles when empty or cleared', () => {
    const histogram = filled([5, 6]);
    histogram.clear();
    expect([histogram.count, histogram.mean, histogram.quantile(0.5)]).toEqual([0, NaN, NaN]);
    expect(histogram).toEqual(new Histogram());
  });

  it('lives in the storage it is given', () => {
    const counts = new Int32Array(HISTOGRAM_BUCKETS);
    const totals = new Float64Array(HISTOGRAM_TOTALS);
    new Histogram(counts, totals).record(1_000);
    expect(new Histogram(counts, totals)).toEqual(filled([1_000]));
    expect(() => new Histogram(new Int32Array(3))).toThrow('buckets');
  });

  it('refuses a duration that is negative or no number', () => {
    for (const bad of [-1, NaN, Infinity]) expect(() => filled([bad])).toThrow('not negative');
  });
});
