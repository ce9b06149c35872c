import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sineOfTurns } from './sine.ts';

it('is the sine, to the fifteenth digit', () => {
  fc.assert(
    fc.property(fc.double({ min: -0.5, max: 0.5, noNaN: true }), (turns) => {
      expect(Math.abs(sineOfTurns(turns) - Math.sin(turns * 2 * Math.PI))).toBeLessThan(1e-15);
    }),
  );
});

it('is the same in every turn', () => {
  for (const turns of [0, 0.125, 0.25, 0.375, 0.5, 0.75]) {
    for (const whole of [-3, -1, 1, 1_000, 1e9]) {
      expect(sineOfTurns(whole + turns)).toBeCloseTo(sineOfTurns(turns), 14);
    }
  }
});

it.each([
  [0, 0],
  [0.25, 1],
  [0.5, 0],
  [0.75, -1],
  [1, 0],
])('at %d turns is %d', (turns, sine) => expect(sineOfTurns(turns)).toBeCloseTo(sine, 15));
