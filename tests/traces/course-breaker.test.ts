import { expect, test } from 'vitest';
import { create } from '#lib/policies/breaking/course/behaviour.ts';
import cases from './course-breaker.json' with { type: 'json' };
import { decisions, type Trace } from './drive-breaker.ts';

/**
 * The course's rule as a table of arrivals and decisions, in the form of the products' recordings: event i arrives at
 * `atMs`, and if admitted completes `durationMs` later with `outcome`. An expectation with `event` tells whether it
 * was permitted and the state when it was handled; one without tells the state once all that is due has happened.
 */
interface Settings {
  readonly failureThreshold: number;
  readonly cooldownMs: number;
  readonly successThreshold: number;
}

test.each<Trace<Settings>>(cases)('$id: $title', (trace) => {
  const { cooldownMs, ...config } = trace.config;
  expect(decisions(trace, { ...config, cooldownSeconds: cooldownMs / 1_000 }, create)).toEqual(
    trace.expected,
  );
});
