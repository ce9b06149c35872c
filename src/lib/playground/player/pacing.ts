/**
 * Deliberate pacing: real hops last under a millisecond and cooldowns tens of seconds, so one fixed speed shows
 * one or the other. Here wall time is spent where something happens. With h = 0.6 s, simulated time t costs
 * w(t) = max of h / max(d, 1 us) over the followed hops (of duration d) in flight at t, so that the shortest of
 * them takes h; a transition is a beat of h too, as if it lasted 1 us; a gap g without any of them takes
 * clamp(0.15 * log2(1 + g / 1 ms), 0.15 s, 1.5 s) in all. The playhead is the inverse of the integral of w.
 */
export const BEAT_SECONDS = 0.6;

/** What the pace is a function of: times in simulated microseconds. */
export interface Score {
  /** Followed hops, in order of their starts. */
  readonly beats: readonly { readonly start: number; readonly end: number }[];
  /** Transitions, in order. */
  readonly marks: {
    readonly count: number;
    at(index: number): { readonly atMicros: number };
    /** How many happened before `micros`. */
    before(micros: number): number;
  };
  /** Where the beats begin to be known. */
  readonly fromMicros: number;
  /** Up to where they are known; the playhead must stop there. */
  readonly knownMicros: number;
}

export interface Pace {
  /** Simulated microseconds a wall second. */
  readonly microsPerSecond: number;
  /** Up to where it holds. */
  readonly untilMicros: number;
}

/** Wall seconds that a gap of `micros` takes. */
export function gapSeconds(micros: number): number {
  return Math.min(1.5, Math.max(0.15, 0.15 * Math.log2(1 + micros / 1_000)));
}

/** The pace at t. A gap whose end is not known yet is taken to end where the record does. */
export function paceAt(score: Score, micros: number): Pace {
  let shortest = Infinity;
  let untilMicros = Infinity;
  let gapFrom = Math.min(score.fromMicros, micros);
  for (const beat of score.beats) {
    if (beat.start > micros) {
      untilMicros = Math.min(untilMicros, beat.start);
      break;
    }
    gapFrom = Math.max(gapFrom, beat.end);
    if (beat.end <= micros) continue;
    shortest = Math.min(shortest, Math.max(1, beat.end - beat.start));
    untilMicros = Math.min(untilMicros, beat.end);
  }
  const { marks } = score;
  const passed = marks.before(Math.floor(micros) + 1);
  if (passed < marks.count) untilMicros = Math.min(untilMicros, marks.at(passed).atMicros);
  if (passed > 0) {
    const end = marks.at(passed - 1).atMicros + 1;
    gapFrom = Math.max(gapFrom, end);
    if (end > micros) {
      shortest = 1;
      untilMicros = Math.min(untilMicros, end);
    }
  }
  if (shortest < Infinity) return { microsPerSecond: shortest / BEAT_SECONDS, untilMicros };
  const gapTo = untilMicros < Infinity ? untilMicros : Math.max(score.knownMicros, micros + 1);
  const gap = gapTo - gapFrom;
  return { microsPerSecond: gap / gapSeconds(gap), untilMicros: gapTo };
}

/** Where the playhead is `wallSeconds` after it was at `micros`; it does not pass the known. */
export function advance(score: Score, micros: number, wallSeconds: number): number {
  let at = micros;
  let left = wallSeconds;
  while (left > 0 && at < score.knownMicros) {
    const pace = paceAt(score, at);
    const reach = at + left * pace.microsPerSecond;
    if (reach < pace.untilMicros) return Math.min(reach, score.knownMicros);
    left -= (pace.untilMicros - at) / pace.microsPerSecond;
    at = pace.untilMicros;
  }
  return Math.max(micros, Math.min(at, score.knownMicros));
}
