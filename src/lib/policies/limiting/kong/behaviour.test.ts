import { describe, expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { fatesOf } from '#lib/policies/limiting/replay-arrivals.ts';
import { create } from './behaviour.ts';
import { startOf } from './calendar.ts';
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

  test.each([
    // The run begins on the last day before the edge, at noon.
    ['month', '2026-01-31', '2026-02-01'],
    ['month', '2024-02-29', '2024-03-01'],
    ['month', '2026-12-31', '2027-01-01'],
    ['year', '2026-12-31', '2027-01-01'],
    ['year', '2028-12-31', '2029-01-01'],
  ])('begins a new %s with the calendar’s: %s is over at %s', (period, last, first) => {
    const begin = Date.parse(`${last}T12:00:00Z`);
    const edge = Date.parse(`${first}T00:00:00Z`) - begin;
    const times = [0, 1_000, edge - 1_000, edge, edge + 1_000];
    expect(letIn({ [period]: 1 }, times, begin)).toEqual([true, false, false, true, false]);
  });

  test('knows the beginning of each month and year from 1970 to 2110', () => {
    for (let year = 1970; year < 2_110; year++) {
      for (let month = 0; month < 12; month++) {
        const [from, to] = [Date.UTC(year, month) / 1_000, Date.UTC(year, month + 1) / 1_000];
        for (const second of [from, from + 86_399, to - 1]) {
          expect(startOf('month', second)).toBe(from);
          expect(startOf('year', second)).toBe(Date.UTC(year, 0) / 1_000);
        }
      }
    }
  });

  test('shows the status of its refusals', () => {
    const lone = new LoneGate(create, { ...defaultsOf(policy.fields), error_code: 503 });
    expect(lone.gate.explain().find(({ key }) => key === 'refused')?.label).toBe('Refused so far (503)');
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
