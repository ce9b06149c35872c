import { expect, test } from 'vitest';
import { create } from '#lib/policies/breaking/gobreaker/behaviour.ts';
import cases from './breakers.json' with { type: 'json' };
import type { Trace } from './drive-breaker.ts';
import { reasonedDecisions } from './drive-reasons.ts';

/** Recorded with sony/gobreaker v2 under a simulated clock. */
interface Settings {
  readonly timeoutMs?: number;
  readonly maxRequests?: number;
  readonly intervalMs?: number;
  readonly bucketPeriodMs?: number;
  /** "requests,ratio" */
  readonly readyToTrip?: string;
}

const recorded = (cases as readonly (Trace<Settings> & { mechanism: string })[]).filter(
  ({ mechanism }) => mechanism === 'gobreaker',
);

test('there are recordings of gobreaker', () => {
  expect(recorded.length).toBe(4);
});

test.each(recorded)('$id: $title', (trace) => {
  expect(reasonedDecisions(trace, configOf(trace.config), create)).toEqual(trace.expected);
});

function configOf({ timeoutMs, maxRequests, intervalMs, bucketPeriodMs, readyToTrip }: Settings) {
  const [requests, failureRatio] = (readyToTrip ?? '').split(',').map(Number);
  return {
    timeoutSeconds: (timeoutMs ?? 0) / 1_000,
    maxRequests: maxRequests ?? 0,
    intervalSeconds: (intervalMs ?? 0) / 1_000,
    bucketPeriodSeconds: (bucketPeriodMs ?? 0) / 1_000,
    readyToTrip: readyToTrip
      ? { is: 'requests-and-ratio', requests, failureRatio }
      : { is: 'consecutive-failures', consecutiveFailures: 5 },
  };
}
