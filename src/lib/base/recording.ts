/**
 * What a real product decided, case by case, and what ours decides on the same arrivals. `config` holds the product's own
 * option names; the rest depends on the mechanism.
 */
export interface Recording {
  readonly id: string;
  readonly mechanism: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Breakers: what arrived, and what was decided about it. */
  readonly events?: readonly RecordedEvent[];
  readonly expected?: readonly Decision[];
  /** Gateways: when requests arrived in ms, and what was seen of each. A breaker's: whether running code was watched. */
  readonly arrivals?: readonly number[];
  readonly observed?: readonly Decision[] | boolean;
  readonly [more: string]: unknown;
}

/** A call with its `outcome`, or an operator's command `op`; arrives at `atMs` and, if admitted, ends `durationMs` later. */
export interface RecordedEvent {
  readonly atMs: number;
  readonly outcome?: string;
  readonly op?: string;
  readonly durationMs?: number;
  readonly host?: string;
  /** So many in a row. */
  readonly count?: number;
  readonly permits?: number;
}

/** What was seen of each arrival; undefined where nothing was. */
export function seenIn({ observed }: Recording): readonly Decision[] | undefined {
  return typeof observed === 'object' ? observed : undefined;
}

export type Decision = Readonly<Record<string, unknown>>;

export interface Mismatch {
  readonly index: number;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** What a policy made of a recording. */
export interface Replay {
  /** In the order of `expected` or `observed`. */
  readonly decisions: readonly Decision[];
  /** What else was compared and differs: state changes in a log. */
  readonly mismatches?: readonly Mismatch[];
}

/** A policy's `replay.ts` exports one as `replays`: by mechanism, how its recordings are run. */
export type Replays = Readonly<Record<string, (recording: Recording) => Replay>>;

/** Thrown by a replay that meets an option or an outcome that it does not know. */
export class Unsupported extends Error {}

/** @throws Unsupported naming the first option that is not in `known` */
export function onlyOptions({ config }: Recording, known: readonly string[]): void {
  const unknown = Object.keys(config).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Unsupported(`unknown option “${unknown}”`);
}
