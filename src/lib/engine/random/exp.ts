/**
 * e to the x, made of + - * / alone, so that it is the same to the last bit in every engine: ECMAScript leaves
 * `Math.exp` inexact. Error below one unit in the last place. Infinity above 709.78, 0 below -745.13.
 *
 * Method and constants: fdlibm's `e_exp.c` (Sun Microsystems 2004). x = k ln 2 + r with |r| <= ln 2 / 2, and
 * e^r = 1 + r + r c / (2 - c) with c = r - r^2 P(r^2).
 */
export function exp(x: number): number {
  if (x > OVERFLOW) return x * HUGE; // Infinity; but named so, V8 would box every result of this function
  if (x < UNDERFLOW) return 0;
  if (!(x > TINY || x < -TINY)) return 1 + x; // NaN as well
  const k = Math.floor(x * LOG2_E + 0.5) | 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const square = r * r;
  const c = r - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  const y = 1 + ((r * c) / (2 - c) - low + high);
  // Beyond the normal doubles 2^k is taken in two steps, so that only the last one rounds.
  if (k > 1023) return y * POWERS[1023 - LEAST] * 2;
  if (k < LEAST) return y * POWERS[k + 1000 - LEAST] * POWERS[-1000 - LEAST];
  return y * POWERS[k - LEAST];
}

const OVERFLOW = 709.782712893383973096;
const HUGE = 8.98846567431158e307;
const UNDERFLOW = -745.13321910194110842;
const TINY = 3.725290298461914e-9; // 2^-28
const LOG2_E = 1.442695040888963387;
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;

/** The powers of two from 2^-1022 to 2^1023: reading one is faster than making it from bits. */
const LEAST = -1022;
const POWERS = new Float64Array(2046);
POWERS[0] = 2.2250738585072014e-308;
for (let i = 1; i < POWERS.length; i++) POWERS[i] = POWERS[i - 1] * 2;
