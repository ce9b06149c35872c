import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Load } from '#lib/kinds/load-fields.ts';
import type { ClientConfig } from '#lib/kinds/client/kind.ts';
import { Bursts } from './bursts.ts';
import { CurvePace, SteadyPace, type Pace, type RateCurve } from './pace.ts';
import { Pieces } from './pieces.ts';
import { Recorded } from './recorded.ts';
import { Wave } from './wave.ts';

/** Every load but that of users, who wait for answers. */
export type OpenLoad = Exclude<Load, { is: 'users' }>;

/** The pace of an open load. */
export function paceOf(build: InstanceBuild<ClientConfig>, load: OpenLoad): Pace {
  const { ratePerSecond, arrivals } = build.config;
  const poisson = arrivals === 'poisson';
  const stream = build.stream('arrivals');
  switch (load.is) {
    case 'steady':
      return new SteadyPace(build, ratePerSecond, poisson, stream);
    case 'burst':
      return new Bursts(build, load);
    case 'recorded':
      return new Recorded(build, load);
    default:
      return new CurvePace(build, curveOf(load, ratePerSecond), poisson, stream);
  }
}

type CurvedLoad = Exclude<OpenLoad, { is: 'steady' | 'burst' | 'recorded' }>;

function curveOf(load: CurvedLoad, base: number): RateCurve {
  switch (load.is) {
    case 'ramp': {
      const { afterSeconds, overSeconds, toPerSecond } = load;
      const level = new Pieces().from(0, base);
      if (overSeconds > 0) level.from(afterSeconds, base, (toPerSecond - base) / overSeconds);
      return level.from(afterSeconds + overSeconds, toPerSecond);
    }
    case 'step': {
      const inOrder = load.steps.toSorted((a, b) => a.atSeconds - b.atSeconds);
      return inOrder.reduce(
        (pieces, { atSeconds, ratePerSecond }) => pieces.from(atSeconds, ratePerSecond),
        new Pieces().from(0, base),
      );
    }
    case 'spike': {
      const { atSeconds, forSeconds, peakPerSecond } = load;
      return new Pieces()
        .from(0, base)
        .from(atSeconds, peakPerSecond)
        .from(atSeconds + forSeconds, base);
    }
    case 'wave':
      return new Wave(base, load.amplitudePercent / 100, load.periodSeconds);
  }
}
