import { Session } from 'node:inspector/promises';
import type { HeapProfiler } from 'node:inspector';
import type { Scenario } from '#lib/scenario/document.ts';
import { World } from '#lib/world/world.ts';

/** A sample is taken every so many bytes. */
const SAMPLING_BYTES = 2_048;

/** Bytes allocated for each request once the run is warm, as V8's sampling heap profiler sees it. */
export async function bytesPerRequest(scenario: Scenario, simulatedMicros: number): Promise<number> {
  let ended = 0;
  const world = new World(scenario, {
    wantsHops: false,
    hop: () => undefined,
    transition: () => undefined,
    ended: () => void ended++,
  });
  world.sim.run(simulatedMicros / 2);
  const endedBefore = ended;
  const bytes = await bytesAllocated(() => {
    while (!world.sim.run(simulatedMicros)) continue;
  });
  return bytes / (ended - endedBefore);
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
