/** A stretch of a strip: [from, to) in simulated microseconds. */
export interface Stretch<S> {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly state: S;
}
export interface Bar<S> {
  readonly x: number;
  readonly width: number;
  readonly state: S;
}

const MIN_PX = 2;

/**
 * Bars for a strip. A stretch too short to see is drawn `MIN_PX` wide, for a breaker that opened for a moment is
 * what one looks for; it takes that room from the start of the next. Of several that fall on the same
 * pixels the first shows, so there are never more bars than half the pixels.
 */
export function bars<S>(stretches: readonly Stretch<S>[], x: (micros: number) => number): Bar<S>[] {
  const drawn: Bar<S>[] = [];
  let from = -Infinity;
  for (const { fromMicros, toMicros, state } of stretches) {
    const start = Math.max(from, x(fromMicros));
    const end = x(toMicros);
    if (end <= from) continue;
    const width = Math.max(MIN_PX, end - start);
    drawn.push({ x: start, width, state });
    from = start + width;
  }
  return drawn;
}
