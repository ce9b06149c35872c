import { describe, expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { fatesOf } from '#lib/policies/limiting/replay-arrivals.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const none = { second: 0, minute: 0, hour: 0, day: 0 };
/** 2026-01-01 00:00:00 UTC. */
const MIDNIGHT_MS = 1_767_225_600_000;

function letIn(config: object, timesMs: readonly number[], epochMs = MIDNIGHT_MS): boolean[] {
  const lone = new LoneGate(create, { ...defaultsOf(policy.fields), ...none, ...config }, epochMs * 1_000);
  const arrivals = timesMs.map((atMs) => ({ atMs, client: 0, serviceMs: 0 }));
  return fatesOf(lone, arrivals).map(({ admitted }) => admitted);
}
const count = (decided: readonly boolean[]) => decided.filter(Boolean).length;

describe('Kong', () => {
  test('counts after the check: all that come at one moment get through, one micro apart they do not', () => {
    expect(count(letIn({ minute: 5 }, Array<number>(30).fill(7)))).toBe(30);
    const apart = Array.from({ length: 30 }, (_, i) => 7 + i / 1_000);
    expect(count(letIn({ minute: 5 }, apart))).toBe(5);
  });

  test('an overshoot is counted too: the window stays full', () => {
    expect(letIn({ minute: 2 }, [1, 1, 1, 2, 59_999, 60_000])).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  test.each([
    ['second', 1_000],
    ['minute', 60_000],
    ['hour', 3_600_000],
    ['day', 86_400_000],
  ])('begins a new %s at its UTC start, wherever the run began', (period, lengthMs) => {
    const config = { [period]: 1 };
    // The run begins a quarter of a period before the edge.
    const edge = lengthMs / 4;
    const times = [0, edge - 0.001, edge, edge + lengthMs - 0.001, edge + lengthMs];
    expect(letIn(config, times, MIDNIGHT_MS - edge)).toEqual([true, false, true, false, true]);
  });

  test('refuses when any of its windows is used up', () => {
    const times = Array.from({ length: 50 }, (_, i) => i * 200);
    expect(count(letIn({ second: 2 }, times))).toBe(20);
    expect(count(letIn({ second: 2, minute: 7 }, times))).toBe(7);
  });

  test('limits nothing without a limit', () => {
    const lone = new LoneGate(create, { ...defaultsOf(policy.fields), ...none });
    expect(Array.from({ length: 50 }, () => lone.admit())).not.toContain(NONE);
    expect(lone.gate.explain().length).toBeGreaterThan(0);
  });
});
