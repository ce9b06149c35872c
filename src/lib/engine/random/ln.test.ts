import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float, HIGH, LOW, words } from './bits.ts';
import { exp } from './exp.ts';
import { ln } from './ln.ts';

const LEAST = 5e-324;

/** `Math.log` is no part of a run; here it is the reference, itself right to about one unit in the last place. */
function error(x: number): number {
  const reference = Math.log(x);
  return Math.abs(ln(x) - reference) / Math.max(Math.abs(reference), LEAST);
}

describe('ln', () => {
  it('is within 1e-15 of the logarithm over all positive doubles, subnormal ones included', () => {
    fc.assert(
      fc.property(fc.double({ min: LEAST, noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(error(x)).toBeLessThanOrEqual(1e-15);
      }),
      {
        numRuns: 20_000,
        examples: [[LEAST], [2.2250738585072014e-308], [2.225073858507201e-308], [Number.MAX_VALUE]],
      },
    );
  });

  it('is within 1e-15 around 1, where the result nearly vanishes', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => {
        expect(error(x)).toBeLessThanOrEqual(1e-15);
      }),
      {
        numRuns: 20_000,
        examples: [[1 + Number.EPSILON], [1 - Number.EPSILON / 2], [Math.SQRT2], [Math.SQRT1_2]],
      },
    );
    expect(ln(1)).toBe(0);
  });

  it.each([
    [0, -Infinity],
    [-0, -Infinity],
    [-1, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
    [Infinity, Infinity],
  ])('of %d is %d', (x, result) => {
    expect(ln(x)).toBe(result);
  });

  it('undoes exp', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(ln(exp(x)) - x)).toBeLessThanOrEqual(2.5e-16 + Math.abs(x) * 2.5e-16);
      }),
    );
  });

  it('gives the same bits everywhere for 10,000 fixed inputs', () => {
    let hash = 0;
    let word = 12_345;
    for (let i = 0; i < 10_000; i++) {
      word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
      // Inputs from 2^-40 to 2^40 and, each fourth time, from 1/2 to 2.
      words[HIGH] = ((1023 + (i % 4 === 0 ? -((i % 8) >> 2) : (i % 81) - 40)) << 20) | (word & 0xfffff);
      words[LOW] = word;
      float[0] = ln(float[0]);
      hash = (Math.imul(hash ^ words[LOW], 0x9e3779b1) + words[HIGH]) | 0;
    }
    expect(hash >>> 0).toBe(2_180_197_233);
  });
});
