import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Behaviour } from '#lib/engine/contract.ts';
import type { LifeWords } from '#lib/engine/life.ts';

/** What a kind's `behaviour.ts` exports as `behaviour`. */
export interface KindBehaviour {
  create(build: InstanceBuild<never>): Behaviour;
  /** How its life reads, when not like any instance's. */
  readonly life?: LifeWords;
  /** Micros from restart to serving; absent: at once. */
  startMicros?(config: never): number;
}

const found = import.meta.glob<KindBehaviour>('./*/behaviour.ts', { eager: true, import: 'behaviour' });

/** The behaviour of every kind, by name. Only the worker and the command line load this. */
export const behaviours: ReadonlyMap<string, KindBehaviour> = new Map(
  Object.entries(found).map(([file, behaviour]) => [file.split('/')[1], behaviour]),
);
