import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Behaviour } from '#lib/engine/contract.ts';
import type { LifePace, LifeWords } from '#lib/engine/life.ts';

/** What a kind's `behaviour.ts` exports as `behaviour`. */
export interface KindBehaviour {
  create(build: InstanceBuild<never>): Behaviour;
  /** How its life reads, when not like any instance's. */
  readonly life?: LifeWords;
  /** How fast its instances start and stop; absent: at once. */
  pace?(config: never): LifePace;
}

const found = import.meta.glob<KindBehaviour>('./*/behaviour.ts', { eager: true, import: 'behaviour' });

/** The behaviour of every kind, by name. Only the worker and the command line load this. */
export const behaviours: ReadonlyMap<string, KindBehaviour> = new Map(
  Object.entries(found).map(([file, behaviour]) => [file.split('/')[1], behaviour]),
);
