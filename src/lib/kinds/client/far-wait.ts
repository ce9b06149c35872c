import type { Host } from '#lib/engine/host.ts';

const STEP_MICROS = 1_800_000_000;

/**
 * Wakes the host with `due` in so many whole micros. The engine looks 71 minutes ahead: what is later is approached
 * in steps, and who is woken with `step` waits again.
 */
export function waitFor(host: Host, micros: number, due: number, step: number): void {
  const left = Math.max(0, micros);
  if (left <= STEP_MICROS) host.arriveAfter(left, due);
  else host.arriveAfter(STEP_MICROS, step);
}
