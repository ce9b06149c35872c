import type { Fact } from '#lib/base/fact.ts';
import type { Build } from '#lib/engine/build.ts';
import { ConsecutiveBreaker } from './consecutive-breaker.ts';
import { CountBreaker } from './count-breaker.ts';
import type { BreakerConfig } from './policy.ts';
import { SamplingBreaker } from './sampling-breaker.ts';

/** cockatiel's IBreaker: is told of results and says after a failure whether to open. */
export interface Tripping {
  /** `halfOpen`: the probes passed; what was remembered is forgotten first. */
  success(halfOpen: boolean): void;
  /** True: open. Of no account while half-open. */
  failure(): boolean;
  /** What it has counted and its limit, as evidence: failures, and the threshold. */
  readonly evidence: number;
  readonly threshold: number;
  clear(): void;
  explain(): readonly Fact[];
}

export function trippingOf(build: Build<BreakerConfig>): Tripping {
  const { config } = build;
  switch (config.is) {
    case 'consecutive':
      return new ConsecutiveBreaker(build.with(config));
    case 'count':
      return new CountBreaker(build.with(config));
    case 'sampling':
      return new SamplingBreaker(build.with(config));
  }
}
