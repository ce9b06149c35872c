import { Session } from 'node:inspector/promises';
import type { HeapProfiler } from 'node:inspector';
import { Histogram } from '#lib/metrics/histogram.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { World } from '#lib/world/world.ts';
import { BatchMeans } from './batch-means.ts';
import { sinkInto } from './measure.ts';

/** A sample is taken every so many bytes. */
const SAMPLING_BYTES = 2_048;

/** Bytes allocated for each request once the run is warm, as V8's sampling heap profiler sees it. */
export async function bytesPerRequest(scenario: Scenario, simulatedMicros: number): Promise<number> {
  const latency = new Histogram();
  const world = new World(scenario, sinkInto(new BatchMeans(simulatedMicros), latency));
  world.sim.run(simulatedMicros / 2);
  const before = latency.count;
  const bytes = await bytesAllocated(() => {
    while (!world.sim.run(simulatedMicros)) continue;
  });
  return bytes / (latency.count - before);
}

/** Bytes allocated while something runs, by the same profiler. */
export async function bytesAllocated(run: () => void): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: SAMPLING_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  } as HeapProfiler.StartSamplingParameterType);
  run();
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  return bytesIn(profile.head);
}

function bytesIn(node: HeapProfiler.SamplingHeapProfileNode): number {
  return node.children.reduce((sum, child) => sum + bytesIn(child), node.selfSize);
}
