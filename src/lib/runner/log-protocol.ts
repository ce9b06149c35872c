import type { ArrivalsLog } from '#lib/base/arrivals-log.ts';
import type { Problem } from '#lib/base/problem.ts';
import type { Config } from '#lib/base/schema.ts';
import type { FactGroup } from './protocol.ts';

/** To the worker that tries policies on a log: the same arrivals for each side. */
export interface Trial {
  /** Its answer bears the same number. */
  readonly number: number;
  readonly log: ArrivalsLog;
  /** Complete settings of an edge that carries calls. */
  readonly sides: readonly Config[];
  /** Instances of the callee. */
  readonly hosts: number;
  readonly epochMs: number;
  /** The moment at which each side is looked into. */
  readonly lookMicros: number;
}

export interface Tried {
  readonly number: number;
  readonly sides: readonly TriedSide[];
}

/** A policy that was to be tried could not be loaded, and this worker will not ask for it again. */
export interface Untried {
  readonly number: number;
  readonly failure: string;
}

/** What became of the log on one side. */
export type TriedSide = TriedWell | { readonly problem: Problem };
export interface TriedWell {
  readonly problem: null;
  /** By row: outcome code (255: still under way), tries that reached the callee, instance of the first. */
  readonly outcome: Uint8Array;
  readonly tries: Uint16Array;
  readonly host: Int32Array;
  readonly waitedMs: Float64Array;
  readonly steps: readonly TriedStep[];
  /** The policies from inside, at the moment that was asked for. */
  readonly inside: readonly FactGroup[];
}
export interface TriedStep {
  readonly atMs: number;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}
