import { BACKWARD, HOP } from '#lib/runner/protocol.ts';
import type { HopChunk } from '#lib/runner/protocol.ts';

/** One hop as the tests write it: edge, start and end in simulated micros, shape, root. */
export type SampleHop = readonly [edge: number, start: number, end: number, shape: number, root: number];

export function chunkOf(hops: readonly SampleHop[]): HopChunk {
  return {
    count: hops.length,
    edge: Uint16Array.from(hops, (hop) => hop[0]),
    start: Float64Array.from(hops, (hop) => hop[1]),
    end: Float64Array.from(hops, (hop) => hop[2]),
    shape: Uint8Array.from(hops, (hop) => hop[3]),
    root: Float64Array.from(hops, (hop) => hop[4]),
  };
}

/** Calls there and back again on `edges` edges, one every `everyMicros`, each way taking `hopMicros`. */
export function steadyTraffic(requests: number, everyMicros: number, hopMicros: number, edges = 1): HopChunk {
  const hops: SampleHop[] = [];
  const replies = [HOP.ok, HOP.ok, HOP.failed, HOP.refused, HOP.late];
  for (let i = 0; i < requests; i++) {
    const start = i * everyMicros;
    const back = start + 2 * hopMicros;
    hops.push([i % edges, start, start + hopMicros, HOP.request, i]);
    hops.push([i % edges, back, back + hopMicros, replies[i % 5] + BACKWARD, i]);
  }
  return chunkOf(hops.sort((a, b) => a[1] - b[1]));
}
