import type { Duration } from '#lib/base/duration.ts';
import { short } from './numbers.ts';

/** A duration in a word or two: "30 ms", "20 ms on average". */
export function durationText(duration: Duration): string {
  switch (duration.is) {
    case 'constant':
      return `${short(duration.ms)} ms`;
    case 'exponential':
      return `${short(duration.meanMs)} ms on average`;
    case 'lognormal':
      return `mostly ${short(duration.medianMs)} ms`;
    case 'pareto':
      return `${short(duration.minMs)} ms or more`;
    case 'bimodal':
      return `${short(duration.fastMs)} or ${short(duration.slowMs)} ms`;
  }
}
