import type { Wish } from '#lib/runner/handle.ts';
import type { View } from '#lib/runner/protocol.ts';

/** While playing, views are asked for this often; the record's head is asked for earlier when it runs short. */
const LOOK_MS = 50;

/** What the page has of the run, and whether it is in a hurry. */
export interface Having {
  readonly knownMicros: number;
  /** Where the hops at hand begin. */
  readonly hopsFromMicros: number;
  readonly view: View | null;
  /** The last look answered. */
  readonly answered: Wish | null;
  /** The script was changed and the run has not told so yet. */
  readonly stale: boolean;
  /** The playhead is on its way, so what is missing now will be asked for with the next look. */
  readonly moving: boolean;
  /** Wall milliseconds since the last look was sent. */
  readonly sinceMs: number;
}

/** Whether a look with this wish would bring anything that is not at hand, and now is the time for it. */
export function worthAsking(wish: Wish, having: Having): boolean {
  const { answered, view } = having;
  if (wish.digest || having.stale || answered === null) return true;
  if (wish.focus?.owner !== answered.focus?.owner) return true;
  const seen = view?.atMicros === wish.playheadMicros;
  const reached = having.knownMicros >= wish.headMicros;
  const hops =
    having.hopsFromMicros <= wish.hopsFromMicros || answered.hopsFromMicros === wish.hopsFromMicros;
  if (seen && reached && hops) return false;
  if (!having.moving || !hops) return true;
  const half = (wish.playheadMicros + wish.headMicros) / 2;
  return having.knownMicros < half || having.sinceMs >= LOOK_MS;
}
