import {
  seenIn,
  Unsupported,
  type Decision,
  type Mismatch,
  type Recording,
  type Replay,
} from '#lib/base/recording.ts';
import { EngineLimit } from '#lib/engine/limit.ts';
import { replays } from '#lib/policies/replays.ts';

/** What `replay` prints of one recording. */
export interface Replayed {
  readonly id: string;
  readonly mechanism: string;
  readonly ok: boolean;
  /** Why it could not be run. */
  readonly unsupported?: string;
  readonly mismatches: readonly Mismatch[];
  /** Instead of a comparison, when nothing was recorded. */
  readonly decisions?: readonly Decision[];
}

/** Real products answer over a real network, and machines hiccup: `delayMs` agrees within this. */
const DELAY_MS = 25;

/** Runs a recording through the policies of the house and compares. */
export function replayOf(recording: Recording): Replayed {
  const { id, mechanism } = recording;
  const run = Object.hasOwn(replays, mechanism) ? replays[mechanism] : undefined;
  try {
    if (run === undefined) throw new Unsupported(`unknown mechanism “${mechanism}”`);
    const told = recording.expected ?? seenIn(recording);
    const replay = run(told === undefined ? asking(recording) : recording);
    if (told === undefined) return { id, mechanism, ok: true, mismatches: [], decisions: replay.decisions };
    const mismatches = [...differences(recording, replay), ...(replay.mismatches ?? [])];
    return { id, mechanism, ok: mismatches.length === 0, mismatches };
  } catch (error) {
    // What the engine cannot hold, such as an interval of hours, is one case less and not the end of all.
    if (!(error instanceof Unsupported || error instanceof EngineLimit)) throw error;
    return { id, mechanism, ok: false, unsupported: error.message, mismatches: [] };
  }
}

/** The same case, asking for what was decided about each event. */
function asking(recording: Recording): Recording {
  const expected = recording.events?.map(({ atMs, host }, event) =>
    host === undefined ? { event, atMs } : { atMs, host },
  );
  return expected === undefined ? recording : { ...recording, expected };
}

function differences(recording: Recording, { decisions }: Replay): Mismatch[] {
  const loose = recording.expected === undefined;
  const told = recording.expected ?? seenIn(recording) ?? [];
  const close = loose ? nearBoundary(recording.check) : new Set<number>();
  return told.flatMap((wanted, index): Mismatch[] => {
    const actual = decisions[index];
    const agrees = close.has(index) || (loose ? agreesLoosely(wanted, actual) : sameJson(wanted, actual));
    return agrees ? [] : [{ index, expected: wanted, actual: actual ?? null }];
  });
}

/** Arrivals so close to a boundary that the client's clock could not tell on which side they were. */
function nearBoundary(check: unknown): ReadonlySet<number> {
  const list = (check as { nearBoundary?: readonly number[] } | undefined)?.nearBoundary;
  return new Set(list ?? []);
}

/** All that we say must have been seen so; what was seen besides, such as a status of a log, does not matter. */
function agreesLoosely(seen: Decision, ours: Decision | undefined): boolean {
  return (
    ours !== undefined &&
    Object.entries(ours).every(([key, value]) => {
      if (key !== 'delayMs') return sameJson(value, seen[key]);
      return Math.abs((value as number) - (seen[key] as number)) <= DELAY_MS;
    })
  );
}

function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(a[key as keyof typeof a], b[key as keyof typeof b]));
}
