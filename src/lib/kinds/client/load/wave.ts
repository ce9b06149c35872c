import { sineOfTurns } from '#lib/engine/random/sine.ts';
import type { RateCurve } from './pace.ts';

/**
 * A rate that swings as a sine around its mean, mean * (1 + share * sin(2 pi t / period)): the plainest picture of
 * a day's traffic. In periods u, its integral is mean * period * (u + share / pi * sin^2(pi u)), which has no
 * inverse in closed form: Newton's method finds it, kept between two bounds, since at full swing the rate touches
 * zero.
 */
export class Wave implements RateCurve {
  private readonly perPeriod: number;
  private readonly swing: number;

  constructor(
    ratePerSecond: number,
    private readonly share: number,
    private readonly periodSeconds: number,
  ) {
    this.perPeriod = ratePerSecond * periodSeconds;
    this.swing = share / PI;
  }

  when(count: number): number {
    if (this.perPeriod === 0) return Infinity;
    const periods = count / this.perPeriod;
    const whole = Math.floor(periods);
    return this.periodSeconds * (whole + this.within(periods - whole));
  }

  /** The part of a period in which this part of its requests comes. */
  private within(part: number): number {
    let low = 0;
    let high = 1;
    let u = part;
    for (let i = 0; i < MOST_STEPS; i++) {
      const half = sineOfTurns(u / 2);
      const beyond = u + this.swing * half * half - part;
      if (beyond > 0) high = u;
      else low = u;
      const newton = u - beyond / (1 + this.share * sineOfTurns(u));
      const next = newton > low && newton < high ? newton : (low + high) / 2;
      if (Math.abs(next - u) < CLOSE) return next;
      u = next;
    }
    return u;
  }
}

const PI = 3.141592653589793;
const MOST_STEPS = 60;
const CLOSE = 1e-13;
