import { expect, test } from 'vitest';
import { create as course } from '#lib/policies/breaking/course/behaviour.ts';
import { create as flapping } from '#lib/policies/breaking/flapping/behaviour.ts';
import { create as naive } from '#lib/policies/breaking/naive/behaviour.ts';
import { create as stuckOpen } from '#lib/policies/breaking/stuck-open/behaviour.ts';
import cases from './course-variants.json' with { type: 'json' };
import { decisions, type Trace } from './drive-breaker.ts';

/**
 * The breakers that the course warns of, as tables in the form of `course-breaker.json`. Where a difference from the
 * course's own breaker is the point, the same arrivals stand there for that one too.
 */
interface Settings {
  readonly failureThreshold: number;
  readonly cooldownMs?: number;
  readonly successThreshold?: number;
}
interface Case extends Trace<Settings> {
  readonly mechanism: string;
}

const mechanisms = { course, naive, 'stuck-open': stuckOpen, flapping };

test.each<Case>(cases)('$id: $title', (trace) => {
  const { cooldownMs, ...config } = trace.config;
  const settings = cooldownMs === undefined ? config : { ...config, cooldownSeconds: cooldownMs / 1_000 };
  const create = mechanisms[trace.mechanism as keyof typeof mechanisms];
  expect(decisions(trace, settings, create)).toEqual(trace.expected);
});

test('the arrivals that the variants share with the course’s breaker are the same, call for call', () => {
  const shared = cases.filter(({ mechanism }) => mechanism === 'course').map(({ events }) => events);
  const naiveOnes = cases.filter(({ mechanism }) => mechanism === 'naive').map(({ events }) => events);
  expect(shared.length).toBe(2);
  for (const events of shared) expect(naiveOnes).toContainEqual(events);
});
