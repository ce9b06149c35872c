import type { Config } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

/** What a trial may set. */
export interface Trial {
  readonly script?: readonly Action[];
  readonly seed?: number;
  readonly mechanism?: Config;
  readonly service?: Config;
  readonly ratePerSecond?: number;
  readonly callersEdge?: Config;
}

/** One caller and two pods of a Service: start-up takes 2 s, the network 1 ms, the API server no time. */
export function cluster({
  script = [],
  seed = 1,
  mechanism,
  service,
  ratePerSecond = 20,
  callersEdge,
}: Trial): Watched {
  const nodes = {
    c: ['client', { ratePerSecond, arrivals: 'constant' }],
    r: ['registry', { operationTime: exactly(0), mechanism: { is: 'kubernetes', ...mechanism } }],
    s: ['service', { instances: 2, serviceTime: exactly(1), startSeconds: 2, ...service }],
  } as const;
  const edges = { 'c>s': { timeoutMs: 500 }, 'c>r': { ...callersEdge }, 's>r': {} };
  return new Watched(sketch(nodes, edges, script, seed));
}

/** When the API server's pod of that name came into a state, after a time. */
export function podAt(watched: Watched, pod: string, state: string, after: number): number | undefined {
  const steps = watched.steps('r/pod');
  return steps.find(({ subject, to, at }) => subject === pod && to === state && at >= after)?.at;
}

/** When the last call was sent to a pod's address where nobody served; seconds. */
export function lastGhostCall(watched: Watched, pod: string): number {
  return watched.sim.counters.lastGhostCall[watched.instance(pod).host] / 1e6;
}
