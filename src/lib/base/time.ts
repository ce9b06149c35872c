/** Simulated time is whole microseconds in a double; products speak ms or s and compile converts once. */
export const MICROS_PER_MS = 1_000;
export const MICROS_PER_S = 1_000_000;

/** Milliseconds to whole microseconds. */
export function msToMicros(ms: number): number {
  return Math.round(ms * MICROS_PER_MS);
}

/** Whole ms, rounded up: who comes back then does not come too early. */
export function msUp(micros: number): number {
  return Math.ceil(micros / MICROS_PER_MS);
}

/** Seconds to whole microseconds. */
export function sToMicros(seconds: number): number {
  return Math.round(seconds * MICROS_PER_S);
}
