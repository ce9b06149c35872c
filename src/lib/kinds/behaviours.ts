import type { Variant } from '#lib/base/schema.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Behaviour } from '#lib/engine/contract.ts';
import type { LifePace, LifeWords } from '#lib/engine/life.ts';

export interface FleetSettings {
  /** After which one that is down is replaced at a new address; null: never. */
  readonly replaceAfterMicros: number | null;
  /** The autoscaler's settings; `none` for none. */
  readonly autoscaling: Variant;
}

/** What a kind's `behaviour.ts` exports as `behaviour`. */
export interface KindBehaviour {
  create(build: InstanceBuild<never>): Behaviour;
  /** How its life reads, when not like any instance's. */
  readonly life?: LifeWords;
  /** How fast its instances start and stop; absent: at once. */
  pace?(config: never): LifePace;
  /** How the number of its instances is kept; absent: it is not. */
  fleet?(config: never): FleetSettings;
}

const found = import.meta.glob<KindBehaviour>('./*/behaviour.ts', { eager: true, import: 'behaviour' });

/** The behaviour of every kind, by name. Only the worker and the command line load this. */
export const behaviours: ReadonlyMap<string, KindBehaviour> = new Map(
  Object.entries(found).map(([file, behaviour]) => [file.split('/')[1], behaviour]),
);
