import type { Build } from '#lib/engine/build.ts';

/** How a bucket fills: `gain` units each micro, or each `stepMicros` if that is not 0. A token is `cost` units. */
export interface Filling {
  readonly tokens: number;
  readonly cost: number;
  readonly gain: number;
  readonly stepMicros: number;
}

/**
 * Token buckets, one a row: full at first, refilled when asked. Levels are kept in units in which a refill of whole tokens a
 * second is a whole number of units a micro, so that a token that is due now is there, with nothing lost to rounding.
 */
export class Bucket {
  private readonly units: Float64Array;
  /** Up to when it is filled: micros, or steps. */
  private readonly since: Float64Array;
  /** When the process started: steps are counted from there. */
  private readonly origin: Float64Array;
  private readonly full: number;

  constructor(
    build: Build<unknown>,
    rows: number,
    private readonly filling: Filling,
  ) {
    this.units = build.f64(rows);
    this.since = build.f64(rows);
    this.origin = build.f64(1);
    this.full = filling.tokens * filling.cost;
  }

  restart(now: number): void {
    this.origin[0] = now;
  }

  begin(row: number, now: number): void {
    this.units[row] = this.full;
    this.since[row] = this.clock(now);
  }

  /** Takes a token if there is one. */
  take(row: number, now: number): boolean {
    const { units, since, filling } = this;
    const clock = this.clock(now);
    const filled = units[row] + (clock - since[row]) * filling.gain;
    units[row] = filled < this.full ? filled : this.full;
    since[row] = clock;
    if (units[row] < filling.cost) return false;
    units[row] -= filling.cost;
    return true;
  }

  /** Tokens there at this moment; moves nothing. */
  tokens(row: number, now: number): number {
    const { cost, gain } = this.filling;
    const filled = this.units[row] + (this.clock(now) - this.since[row]) * gain;
    return Math.min(this.full, filled) / cost;
  }

  /** Micros until the next token of a bucket from which none could be taken just now. */
  microsToToken(row: number, now: number): number {
    const { cost, gain, stepMicros } = this.filling;
    const periods = Math.ceil((cost - this.units[row]) / gain);
    if (stepMicros === 0) return periods;
    return this.origin[0] + (this.since[row] + periods) * stepMicros - now;
  }

  private clock(now: number): number {
    const { stepMicros } = this.filling;
    return stepMicros === 0 ? now : Math.floor((now - this.origin[0]) / stepMicros);
  }
}
