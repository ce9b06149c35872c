import { expect, test } from 'vitest';
import { exp } from '#lib/engine/random/exp.ts';
import { COARSE_MICROS, decayTables } from './decay-tables.ts';

test.each([1_000, 10_000_000, 600_000_000])('with a decay of %i us the product is the exponential', (tau) => {
  const { coarse, middle, fine } = decayTables(tau);
  for (const micros of [
    0,
    1,
    999,
    1_024,
    65_537,
    COARSE_MICROS - 1,
    COARSE_MICROS,
    123_456_789,
    4_000_000_000,
  ]) {
    const rest = micros % COARSE_MICROS;
    const factor = coarse[Math.floor(micros / COARSE_MICROS)] * middle[rest >>> 10] * fine[rest & 1_023];
    const whole = exp(-micros / tau);
    expect(Math.abs(factor - whole)).toBeLessThanOrEqual(1e-13 * whole + 1e-300);
  }
  expect(decayTables(tau)).toBe(decayTables(tau));
});
