import type { Build } from '#lib/engine/build.ts';
import type { Stream } from '#lib/engine/random/stream.ts';

/** When the requests of an open workload are due, whatever becomes of them. */
export interface Pace {
  /** When the next one is due, in micros, unrounded; Infinity: never. One entry, so that no number is boxed. */
  readonly due: Float64Array;
  /** The run, or the client, begins. */
  begin(nowMicros: number): void;
  /** Goes on to the next one; it is never before the last. */
  next(): void;
  /** The path that the last one asks for; NONE or absent: whatever the client's mix says. */
  path?(): number;
}

/** A rate that changes with time, seen through the number of requests to be expected from the start on. */
export interface RateCurve {
  /** Seconds from the start at which that number reaches `count` > 0; Infinity: it never does. */
  when(count: number): number;
}

/** The same rate for ever. The gap is added up unrounded, so that there is no drift. */
export class SteadyPace implements Pace {
  private readonly gapMicros: number;
  readonly due: Float64Array;

  constructor(
    build: Build<unknown>,
    ratePerSecond: number,
    private readonly poisson: boolean,
    private readonly arrivals: Stream,
  ) {
    this.gapMicros = 1e6 / ratePerSecond;
    this.due = build.f64(1);
  }

  begin(nowMicros: number): void {
    this.due[0] = nowMicros;
  }

  next(): void {
    if (this.gapMicros === Infinity) this.due[0] = Infinity;
    else this.due[0] += this.poisson ? this.gapMicros * this.arrivals.exponential() : this.gapMicros;
  }
}

/**
 * Requests along a curve, by inversion of its cumulative rate (E. Cinlar, "Introduction to Stochastic Processes",
 * 1975, section 4.7; L. Devroye, "Non-Uniform Random Variate Generation", 1986, VI.1.3): where a Poisson process of rate 1 has its
 * points, seen on the axis of expected counts, there are the requests. With whole numbers in place of its points
 * they are as evenly spaced as the rate allows.
 */
export class CurvePace implements Pace {
  readonly due: Float64Array;
  private readonly state: Float64Array;

  constructor(
    build: Build<unknown>,
    private readonly curve: RateCurve,
    private readonly poisson: boolean,
    private readonly arrivals: Stream,
  ) {
    this.due = build.f64(1);
    this.state = build.f64(2);
  }

  begin(nowMicros: number): void {
    this.state[BEGAN] = nowMicros;
    this.state[COUNT] = 0;
  }

  next(): void {
    this.state[COUNT] += this.poisson ? this.arrivals.exponential() : 1;
    this.due[0] = this.state[BEGAN] + 1e6 * this.curve.when(this.state[COUNT]);
  }
}

const BEGAN = 0;
const COUNT = 1;
