import type { Stretch } from '#lib/charts/lanes/geometry.ts';
import type { TriedStep } from '#lib/runner/log-protocol.ts';

/** In which state the first machine was, and how long; nothing when it never moved. */
export function stretchesOf(steps: readonly TriedStep[], endMs: number): Stretch<string>[] {
  const subject = steps[0]?.subject;
  const own = steps.filter((step) => step.subject === subject);
  if (own.length === 0) return [];
  const starts = [{ atMs: 0, to: own[0].from }, ...own];
  return starts.map(({ atMs, to }, i) => ({
    fromMicros: atMs * 1_000,
    toMicros: (starts[i + 1]?.atMs ?? endMs) * 1_000,
    state: to,
  }));
}
