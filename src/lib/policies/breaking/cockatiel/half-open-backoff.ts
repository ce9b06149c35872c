import type { Build } from '#lib/engine/build.ts';
import { exp } from '#lib/engine/random/exp.ts';
import { ln } from '#lib/engine/random/ln.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { HalfOpenAfter } from './policy.ts';

/** Factors of the decorrelated jitter: they smooth the first delay, and bring medians near whole multiples. */
const SMOOTHING = 4;
const SCALING = 1 / 1.4;

/**
 * cockatiel's back-offs (src/backoff/): how long each open state lasts, in ms. The next one is asked for at each re-opening;
 * after a close they begin anew. No jitter doubles and ignores the exponent, as the product does.
 */
export class HalfOpenBackoff {
  private readonly config: HalfOpenAfter;
  private readonly stream: Stream;
  /** [delays given so far, the decorrelated jitter's previous value] */
  private readonly state: Float64Array;

  constructor(build: Build<HalfOpenAfter>) {
    this.config = build.config;
    this.stream = build.stream('half-open-after');
    this.state = build.f64(2);
  }

  restart(): void {
    this.state.fill(0);
  }

  next(): number {
    const { config } = this;
    if (config.is === 'constant') return config.halfOpenAfterMs;
    const attempt = this.state[ATTEMPT]++;
    switch (config.generator) {
      case 'noJitter':
        return this.doubled(attempt, config);
      case 'fullJitter':
        return Math.floor(this.stream.uniform() * this.doubled(attempt, config));
      case 'halfJitter': {
        const delay = this.doubled(attempt, config);
        return Math.floor((delay + this.stream.uniform() * delay) / 2);
      }
      case 'decorrelatedJitter':
        return this.decorrelated(attempt, config);
    }
  }

  private doubled(attempt: number, { initialDelayMs, maxDelayMs }: Exponential): number {
    let delay = initialDelayMs;
    for (let n = 0; n < attempt && delay < maxDelayMs && delay > 0; n++) delay *= 2;
    return Math.min(maxDelayMs, delay);
  }

  private decorrelated(attempt: number, { initialDelayMs, maxDelayMs, exponent }: Exponential): number {
    const t = attempt + this.stream.uniform();
    const value = exp(t * ln(exponent)) * tanh(Math.sqrt(SMOOTHING * t));
    const grown = value < Infinity ? Math.max(0, value - this.state[PREVIOUS]) : Infinity;
    this.state[PREVIOUS] = value;
    return Math.min(grown * SCALING * initialDelayMs, maxDelayMs);
  }
}

type Exponential = Extract<HalfOpenAfter, { is: 'exponential' }>;

const ATTEMPT = 0;
const PREVIOUS = 1;

function tanh(x: number): number {
  return 1 - 2 / (exp(2 * x) + 1);
}
