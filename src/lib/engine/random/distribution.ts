import { assert } from '#lib/base/assert.ts';
import { exp } from './exp.ts';
import { ln } from './ln.ts';
import type { Stream } from './stream.ts';

/**
 * A distribution of durations, cut at one hour: the engine looks 71 minutes ahead, and what takes longer than any
 * time-out lasts for ever to whoever waits. Holds no state: all randomness is the stream's.
 */
export interface Sampler {
  /** A duration in whole microseconds, >= 0: a whole number crosses a call without being boxed. */
  draw(stream: Stream): number;
  /** Of the distribution before it is cut; Infinity where there is none, as for a Pareto of shape 1 or below. */
  readonly meanMicros: number;
}

/** Always the same duration; draws nothing from the stream. */
export function constantSampler(micros: number): Sampler {
  assert(micros >= 0 && micros < Infinity, 'a duration is finite and not negative');
  return new Constant(micros);
}

export function exponentialSampler(meanMicros: number): Sampler {
  assert(meanMicros >= 0 && meanMicros < Infinity, 'a duration is finite and not negative');
  return new Exponential(meanMicros);
}

/** The lognormal with this median and 99th percentile, p99 >= median > 0. */
export function lognormalSampler(medianMicros: number, p99Micros: number): Sampler {
  assert(medianMicros > 0 && p99Micros < Infinity, 'a duration is finite and positive');
  assert(p99Micros >= medianMicros, 'a 99th percentile is not below the median');
  return new Lognormal(medianMicros, ln(p99Micros / medianMicros) / NORMAL_P99);
}

/**
 * The Pareto distribution of type I (V. Pareto, "Cours d'economie politique", 1897): nothing is below the minimum, and
 * the share above x is (minimum / x)^shape. With a shape of 1 or below the mean is infinite.
 */
export function paretoSampler(minMicros: number, shape: number): Sampler {
  assert(minMicros >= 0 && minMicros < Infinity, 'a duration is finite and not negative');
  assert(shape > 0 && shape < Infinity, 'a shape is finite and positive');
  return new Pareto(minMicros, shape);
}

/** One of two durations, the slow one with this probability: a cache that hits or misses, a small query or a large. */
export function bimodalSampler(fastMicros: number, slowMicros: number, slowShare: number): Sampler {
  assert(fastMicros >= 0 && fastMicros < Infinity, 'a duration is finite and not negative');
  assert(slowMicros >= 0 && slowMicros < Infinity, 'a duration is finite and not negative');
  assert(slowShare >= 0 && slowShare <= 1, 'a share is 0 to 1');
  return new Bimodal(fastMicros, slowMicros, slowShare);
}

class Constant implements Sampler {
  private readonly micros: number;

  constructor(readonly meanMicros: number) {
    this.micros = Math.min(LONGEST_MICROS, Math.round(meanMicros));
  }

  draw(): number {
    return this.micros;
  }
}

class Exponential implements Sampler {
  constructor(readonly meanMicros: number) {}

  draw(stream: Stream): number {
    return wholeMicros(this.meanMicros * stream.exponential());
  }
}

class Lognormal implements Sampler {
  readonly meanMicros: number;

  constructor(
    private readonly medianMicros: number,
    private readonly sigma: number,
  ) {
    this.meanMicros = medianMicros * exp((sigma * sigma) / 2);
  }

  draw(stream: Stream): number {
    return wholeMicros(this.medianMicros * exp(this.sigma * stream.normal()));
  }
}

class Pareto implements Sampler {
  readonly meanMicros: number;

  constructor(
    private readonly minMicros: number,
    private readonly shape: number,
  ) {
    this.meanMicros = shape > 1 ? (minMicros * shape) / (shape - 1) : minMicros > 0 ? Infinity : 0;
  }

  /** The logarithm of a Pareto above its minimum is exponential. The exponent is bounded, as 0 times Infinity is NaN. */
  draw(stream: Stream): number {
    const times = exp(Math.min(MOST_EXPONENT, stream.exponential() / this.shape));
    return Math.min(LONGEST_MICROS, Math.round(this.minMicros * times));
  }
}

class Bimodal implements Sampler {
  readonly meanMicros: number;
  private readonly fast: Constant;
  private readonly slow: Constant;

  constructor(
    fastMicros: number,
    slowMicros: number,
    private readonly slowShare: number,
  ) {
    this.fast = new Constant(fastMicros);
    this.slow = new Constant(slowMicros);
    this.meanMicros = fastMicros + (slowMicros - fastMicros) * slowShare;
  }

  draw(stream: Stream): number {
    return stream.chance(this.slowShare) ? this.slow.draw() : this.fast.draw();
  }
}

/** The standard normal's 99th percentile. */
const NORMAL_P99 = 2.3263478740408408;

const LONGEST_MICROS = 3_600_000_000;
/** e^700 is still a number, and any duration times it is beyond the hour. */
const MOST_EXPONENT = 700;
/** Below this a duration is rounded as an integer, which crosses calls for free and costs less than Math.round. */
const SMALL_MICROS = 1_000_000_000;

/** The nearest whole number, halves up. */
function wholeMicros(micros: number): number {
  if (micros < SMALL_MICROS) return (micros + 0.5) | 0;
  return Math.min(LONGEST_MICROS, Math.round(micros));
}
