import { float, HIGH, words } from './bits.ts';

/**
 * Natural logarithm made of + - * / alone, so that it is the same to the last bit in every engine: ECMAScript
 * leaves `Math.log` inexact. Error below one unit in the last place. `ln(0)` is -Infinity, of a negative NaN.
 *
 * Method and constants: fdlibm's `e_log.c` (Sun Microsystems 1993). x = 2^k * (1 + f) with 1 + f from
 * sqrt(1/2) to sqrt(2), and ln(1 + f) is a polynomial in s = f / (2 + f).
 */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = -1023;
  if (x < LEAST_NORMAL) {
    x *= TWO_TO_54;
    k -= 54;
  }
  float[0] = x;
  const high = words[HIGH] + (0x3ff00000 - 0x3fe6a09e); // 0x3fe6a09e is the upper word of sqrt(1/2)
  k += high >>> 20;
  words[HIGH] = (high & 0xfffff) + 0x3fe6a09e;
  const f = float[0] - 1;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (L2 + w * (L4 + w * L6));
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  return s * (halfSquare + (odd + even)) + k * LN2_LOW - halfSquare + f + k * LN2_HIGH;
}

const LEAST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18_014_398_509_481_984;
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const L1 = 6.66666666666673513e-1;
const L2 = 3.999999999940941908e-1;
const L3 = 2.857142874366239149e-1;
const L4 = 2.222219843214978396e-1;
const L5 = 1.818357216161805012e-1;
const L6 = 1.531383769920937332e-1;
const L7 = 1.479819860511658591e-1;
