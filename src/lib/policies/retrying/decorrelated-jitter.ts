import { exp } from '#lib/engine/random/exp.ts';
import { ln } from '#lib/engine/random/ln.ts';

/** 4 and 1 / 1.4 in Polly's source: how steep the first waits rise, and what makes the median that of plain back-off. */
const STEEPNESS = 4;
const SCALE = 1 / 1.4;

/**
 * Decorrelated jitter of Polly (DecorrelatedJitterBackoffV2, after Polly.Contrib.WaitAndRetry), which cockatiel took
 * over: with t = attempt + a random part of 1 and f(t) = exponent^t tanh(sqrt(4t)), the n-th wait is the growth of f
 * since the wait before, over 1.4, in units of the base. Waits add up to f, so they neither clump nor drift.
 */
export function growth(exponent: number, t: number, before: number): number {
  return (curve(exponent, t) - curve(exponent, before)) * SCALE;
}

/** f; 0 before the first wait. */
export function curve(exponent: number, t: number): number {
  if (t <= 0) return 0;
  const power = exp(t * ln(exponent));
  const twice = exp(-2 * Math.sqrt(STEEPNESS * t));
  return (power * (1 - twice)) / (1 + twice);
}
