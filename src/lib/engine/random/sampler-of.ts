import type { Duration } from '#lib/base/duration.ts';
import { MICROS_PER_MS } from '#lib/base/time.ts';
import {
  bimodalSampler,
  constantSampler,
  exponentialSampler,
  lognormalSampler,
  paretoSampler,
  type Sampler,
} from './distribution.ts';

/** The sampler of a described duration. A lognormal without a median, or with no spread, is a constant. */
export function samplerOf(duration: Duration): Sampler {
  switch (duration.is) {
    case 'constant':
      return constantSampler(duration.ms * MICROS_PER_MS);
    case 'exponential':
      return exponentialSampler(duration.meanMs * MICROS_PER_MS);
    case 'lognormal': {
      const { medianMs, p99Ms } = duration;
      if (medianMs <= 0 || p99Ms <= medianMs) return constantSampler(medianMs * MICROS_PER_MS);
      return lognormalSampler(medianMs * MICROS_PER_MS, p99Ms * MICROS_PER_MS);
    }
    case 'pareto':
      return paretoSampler(duration.minMs * MICROS_PER_MS, duration.shape);
    case 'bimodal': {
      const { fastMs, slowMs, slowPercent } = duration;
      return bimodalSampler(fastMs * MICROS_PER_MS, slowMs * MICROS_PER_MS, slowPercent / 100);
    }
  }
}
