import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { create } from '#lib/policies/breaking/resilience4j/behaviour.ts';
import { policy } from '#lib/policies/breaking/resilience4j/policy.ts';
import cases from './breakers.json' with { type: 'json' };
import { decisions, type Trace } from './drive-breaker.ts';

/** Recorded with Resilience4j 2.4 under a simulated clock, whose start is a whole second. */
interface Settings extends Readonly<Record<string, unknown>> {
  /** "initial,multiplier" */
  readonly waitIntervalExponential?: string;
}

const recorded = (cases as readonly (Trace<Settings> & { mechanism: string })[]).filter(({ mechanism }) =>
  ['r4j-count', 'r4j-time'].includes(mechanism),
);

test('there are recordings of both windows', () => {
  expect(recorded.length).toBe(14);
});

test.each(recorded)('$id: $title', (trace) => {
  expect(decisions(trace, configOf(trace.config), create)).toEqual(trace.expected);
});

function configOf({ waitIntervalExponential, ...given }: Settings) {
  for (const name of Object.keys(given)) expect(policy.fields).toHaveProperty(name);
  const config = { ...defaultsOf(policy.fields), ...given };
  if (waitIntervalExponential === undefined) return config;
  const [waitDurationInOpenStateMs, exponentialBackoffMultiplier] = waitIntervalExponential
    .split(',')
    .map(Number);
  const enableExponentialBackoff = true;
  return { ...config, enableExponentialBackoff, waitDurationInOpenStateMs, exponentialBackoffMultiplier };
}
