import type { Config } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { estate, type Wishes } from '#lib/world/estate.ts';
import type { Watched } from '#lib/world/watched.ts';

/** What a trial may set. */
export interface Trial extends Wishes {
  readonly script?: readonly Action[];
  readonly seed?: number;
  readonly mechanism?: Config;
}

/** One caller and two pods of a Service. */
export function cluster({ script = [], seed, mechanism, ...wishes }: Trial): Watched {
  return estate({ is: 'kubernetes', ...mechanism }, script, seed, {
    instances: 2,
    ratePerSecond: 20,
    ...wishes,
  });
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
