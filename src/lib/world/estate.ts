import type { Config, Variant } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched, type SeenStep } from './watched.ts';

/** Named before any was run; each is also another phase of all checks. */
export const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

/** What a test wants otherwise. */
export interface Wishes {
  readonly instances?: number;
  readonly ratePerSecond?: number;
  readonly service?: Config;
  /** Settings of the caller's edge to the registry. */
  readonly lookup?: Config;
}

/** For tests: one caller at 100/s finds three instances through a registry. The network takes 1 ms a message, and so does work. */
export function estate(
  mechanism: Variant,
  script: readonly Action[],
  seed = 1,
  { instances = 3, ratePerSecond = 100, service, lookup }: Wishes = {},
): Watched {
  const nodes = {
    c: ['client', { ratePerSecond, arrivals: 'constant' }],
    r: ['registry', { operationTime: exactly(0), mechanism }],
    s: ['service', { instances, serviceTime: exactly(1), startSeconds: 2, ...service }],
  } as const;
  const edges = { 'c>s': { timeoutMs: 500 }, 'c>r': { ...lookup }, 's>r': {} };
  return new Watched(sketch(nodes, edges, script, seed));
}

/** Something happens to the second instance. */
export const to2 = (seconds: number, fault: string): Action => at(seconds, fault, 's', {}, 1);

/** Steps of the second instance in a chart of the registry: 'check' or 'node'. */
export function stepsOf2(watched: Watched, chart: string): SeenStep[] {
  return watched.steps(`r/${chart}`).filter(({ subject }) => subject === 's-2');
}

/** When it last turned so. */
export function turned(watched: Watched, to: string, chart = 'check'): number {
  return stepsOf2(watched, chart).findLast((step) => step.to === to)?.at ?? NaN;
}

/** When the last call was sent that ended so. */
export function lastStart(watched: Watched, outcome: string): number {
  return Math.max(...watched.ends.flatMap((end) => (end.outcome === outcome ? [end.start] : [])));
}
