import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Sink } from '#lib/engine/sink.ts';
import { Histogram } from '#lib/metrics/histogram.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { World } from '#lib/world/world.ts';
import { BatchMeans } from './batch-means.ts';

export interface Measured {
  readonly requests: number;
  readonly events: number;
  /** Of the processor, all threads of ours. */
  readonly seconds: number;
  /** Latency with its interval of 99.9 %, in ms. */
  readonly mean: number;
  readonly halfWidth: number;
  /** Garbage collections during the run. */
  readonly collections: number;
}

/**
 * One run of a scenario with all that a normal run has: time-outs armed, breakers, time integrals of stations,
 * one random stream each, digest, and a latency histogram. Building the world is not counted, nor is what it does before
 * `fromMicros`; the mean and its interval are of the whole run.
 */
export async function measure(
  scenario: Scenario,
  simulatedMicros: number,
  fromMicros = 0,
): Promise<Measured> {
  const means = new BatchMeans(simulatedMicros);
  const latency = new Histogram();
  const world = new World(scenario, sinkInto(means, latency));
  while (!world.sim.run(fromMicros)) continue;
  const [requestsBefore, eventsBefore] = [latency.count, world.sim.events];
  const collections = countCollections();
  const before = process.cpuUsage();
  while (!world.sim.run(simulatedMicros)) continue;
  const { user, system } = process.cpuUsage(before);
  return {
    requests: latency.count - requestsBefore,
    events: world.sim.events - eventsBefore,
    seconds: (user + system) / 1e6,
    ...means.interval(),
    collections: await collections(),
  };
}

/** The sink of every measurement: with several, V8 would inline none of them. */
export function sinkInto(means: BatchMeans, latency: Histogram): Sink {
  return {
    wantsHops: false,
    hop: () => undefined,
    transition: () => undefined,
    ended(atMicros, startMicros) {
      latency.record(atMicros - startMicros);
      means.record(atMicros, atMicros - startMicros);
    },
  };
}

/** Starts counting; what comes back stops and tells. */
function countCollections(): () => Promise<number> {
  let count = 0;
  const observer = new PerformanceObserver((list) => (count += list.getEntries().length));
  observer.observe({ entryTypes: ['gc'] });
  return async () => {
    // Node hands these entries over a turn later.
    await setImmediate();
    await setImmediate();
    observer.disconnect();
    return count;
  };
}
