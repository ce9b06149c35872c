import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { World } from '#lib/world/world.ts';
import type { Row } from './row.ts';

/** What many seeds of one row gave. Seconds. */
export interface Distribution {
  /** In order of the seeds: from the death to the last call that was sent to the dead instance; 0: there was none. */
  readonly samples: readonly number[];
  readonly mean: number;
  readonly standardError: number;
  /** The largest gap between two calls to the instance: a sample is at most so much too small. */
  readonly gapSeconds: number;
  /** Calls to the dead instance, all in all. */
  readonly wrongCalls: number;
}

/** Runs one row for these seeds. @throws ProblemError when its scenario is not valid */
export function distributionOf(row: Row, seeds: readonly number[]): Distribution {
  let gapSeconds = 0;
  let wrongCalls = 0;
  const samples = seeds.map((seed) => {
    const stream = new Stream(new Int32Array(4));
    stream.seed(seed, `staleness/${row.id}`);
    const between = (min: number, max: number) => min + stream.uniform() * (max - min);
    const trial = row.trial({ seed, between });
    const { sim, layout } = new World(trial.scenario);
    const host = layout.hosts.find(({ label }) => label === trial.instance)?.index;
    if (host === undefined) throw new Error(`${row.id}: there is no instance ${trial.instance}`);
    sim.run(sToMicros(trial.untilSeconds));
    gapSeconds = Math.max(gapSeconds, trial.gapSeconds);
    wrongCalls += sim.counters.ghostCalls[host];
    const last = sim.counters.lastGhostCall[host];
    return last < 0 ? 0 : Math.max(0, last / MICROS_PER_S - trial.fromSeconds);
  });
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const squares = samples.reduce((sum, sample) => sum + (sample - mean) * (sample - mean), 0);
  const standardError = Math.sqrt(squares / (samples.length - 1) / samples.length);
  return { samples, mean, standardError, gapSeconds, wrongCalls };
}

/** How a distribution disagrees with its row; empty: it does not. The mean must lie within 3 standard errors + 1 % of the derived one. */
export function disagreements({ expected }: Row, found: Distribution): string[] {
  const allowed = 3 * found.standardError + 0.01 * expected.mean;
  // A last wrong call comes up to one gap before the moment it tells of: half a gap on average.
  const mean = found.mean + found.gapSeconds / 2;
  const least = expected.min - found.gapSeconds;
  const said: string[] = [];
  if (Math.abs(mean - expected.mean) > allowed) {
    said.push(`its mean is ${mean.toFixed(3)} s, not within ${allowed.toFixed(3)} s of ${expected.mean} s`);
  }
  for (const sample of found.samples) {
    if (sample >= least && sample <= expected.max + MESSAGES_SECONDS) continue;
    said.push(`a sample of ${sample.toFixed(3)} s is outside ${expected.min} to ${expected.max} s`);
  }
  return said;
}

/** For the few messages of 1 ms by which the news travel, which the derived figures leave out. */
const MESSAGES_SECONDS = 0.02;
