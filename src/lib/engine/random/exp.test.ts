import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float, HIGH, LOW, words } from './bits.ts';
import { exp } from './exp.ts';

const LEAST = 5e-324;
const LEAST_NORMAL = 2.2250738585072014e-308;

/** `Math.exp` is no part of a run; here it is the reference. Subnormal results are as coarse as LEAST. */
function expectClose(x: number): void {
  const reference = Math.exp(x);
  const allowed = reference < LEAST_NORMAL ? 1.5 * LEAST : reference * 1e-15;
  expect(Math.abs(exp(x) - reference)).toBeLessThanOrEqual(allowed);
}

describe('exp', () => {
  it('is within 1e-15 of the exponential over all its range, and within a digit where that is subnormal', () => {
    fc.assert(fc.property(fc.double({ min: -745.13, max: 709.78, noNaN: true }), expectClose), {
      numRuns: 20_000,
      examples: [[-745.13], [-708.4], [709.78], [0.34657359], [-0.3465736]],
    });
    for (let x = -745; x <= 709; x += 0.173) expectClose(x);
  });

  it('is within 1e-15 for the small arguments that samplers use', () => {
    for (let i = -40_000; i <= 40_000; i++) expectClose(i * 0.00031);
    expect.hasAssertions();
  });

  it.each([
    [0, 1],
    [-0, 1],
    [1e-300, 1],
    [LEAST, 1],
    [709.79, Infinity],
    [Infinity, Infinity],
    [-745.14, 0],
    [-Infinity, 0],
    [NaN, NaN],
  ])('of %d is %d', (x, result) => {
    expect(exp(x)).toBe(result);
  });

  it('gives the same bits everywhere for 10,000 fixed inputs', () => {
    let hash = 0;
    let word = 54_321;
    for (let i = 0; i < 10_000; i++) {
      word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
      // From -50 to 50; each fourth time over the whole range of results.
      float[0] = exp((word / 4_294_967_296 - 0.5) * (i % 4 === 0 ? 1_490 : 100));
      hash = (Math.imul(hash ^ words[LOW], 0x9e3779b1) + words[HIGH]) | 0;
    }
    expect(hash >>> 0).toBe(4_186_170_615);
  });
});
