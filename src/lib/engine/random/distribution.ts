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

/** The standard normal's 99th percentile. */
const NORMAL_P99 = 2.3263478740408408;

const LONGEST_MICROS = 3_600_000_000;
/** Below this a duration is rounded as an integer, which crosses calls for free and costs less than Math.round. */
const SMALL_MICROS = 1_000_000_000;

/** The nearest whole number, halves up. */
function wholeMicros(micros: number): number {
  if (micros < SMALL_MICROS) return (micros + 0.5) | 0;
  return Math.min(LONGEST_MICROS, Math.round(micros));
}
