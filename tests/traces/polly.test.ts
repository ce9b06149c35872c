import { expect, test } from 'vitest';
import { create } from '#lib/policies/breaking/polly/behaviour.ts';
import cases from './breakers.json' with { type: 'json' };
import type { Trace } from './drive-breaker.ts';
import { reasonedDecisions } from './drive-reasons.ts';

/** Derived line by line from Polly's source; not recorded from running code. */
interface Settings {
  readonly failureRatio: number;
  readonly minimumThroughput: number;
  readonly samplingDurationMs: number;
  readonly breakDurationMs: number;
}

const derived = (cases as readonly (Trace<Settings> & { mechanism: string })[]).filter(
  ({ mechanism }) => mechanism === 'polly-v8',
);

test('there are derived cases of Polly', () => {
  expect(derived.length).toBe(4);
});

test.each(derived)('$id: $title', (trace) => {
  const { samplingDurationMs, breakDurationMs, ...config } = trace.config;
  const durations = {
    samplingDurationSeconds: samplingDurationMs / 1_000,
    breakDurationSeconds: breakDurationMs / 1_000,
  };
  expect(reasonedDecisions(trace, { ...config, ...durations }, create)).toEqual(trace.expected);
});
