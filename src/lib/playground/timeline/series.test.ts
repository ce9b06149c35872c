import { expect, test } from 'vitest';
import { FAKE_PLAN, fakeHistory } from '#lib/playground/player/fixtures/fake-worker.ts';
import { Record } from '#lib/playground/record/record.ts';
import { breakerLanes, healthSeries, rateSeries } from './series.ts';

const BROKEN_AT = 2_000_000;

function played(toMicros: number): Record {
  const record = new Record(FAKE_PLAN);
  const script = [{ atMicros: BROKEN_AT, fault: 'fail', target: 'n2', config: {} }];
  const told = { run: 1, headMicros: toMicros, truncateMicros: null, hopsFromMicros: null, view: null };
  record.take({ type: 'seen', ...told, ...fakeHistory(script, 0, toMicros) });
  return record;
}

test('cells of health end where the run was shown', () => {
  expect(healthSeries(played(10_000_000), 1_000_000, 3_500_000)).toEqual(['ok', 'ok', 'failed', 'failed']);
  expect(healthSeries(played(10_000_000), 1_000_000, 0)).toEqual([]);
});

test('rates are a second, whatever the width of a point', () => {
  const series = rateSeries(played(10_000_000), 60_000_000, 4_000_000);
  expect(series.length).toBe(9);
  expect(series.at(-1)).toMatchObject({ atMicros: 4_000_000, ok: 0, failed: 100 });
  expect(series[2].ok).toBe(100);
});

test('a breaker has a lane that ends where the run was shown', () => {
  const [lane] = breakerLanes(played(10_000_000), 2_500_000, 1_500_000).lanes;
  expect(lane).toMatchObject({ name: 'Order', owner: 'e1', state: 'open' });
  expect(lane.stretches.map(({ toMicros, state }) => [toMicros, state])).toEqual([
    [1_000_000, 'ok'],
    [2_000_000, 'fail'],
    [2_500_000, 'ok'],
  ]);
});

test('of many breakers those that moved have lanes, and a few of those that never did', () => {
  const [chart] = FAKE_PLAN.charts;
  const calm = Array.from({ length: 9 }, (_, i) => ({ ...chart, id: `calm-${i}` }));
  const record = new Record({ ...FAKE_PLAN, charts: [...calm, chart] });
  const at = { atMicros: 5, subject: 0, from: 0, to: 1, event: 0, rule: 0, a: 0, b: 0 };
  record.transitions.append([{ ...at, chart: 9 }]);
  const keysAt = (micros: number) => breakerLanes(record, micros, micros).lanes.map(({ key }) => key);
  expect(keysAt(5).length).toBe(6);
  expect(keysAt(6).length).toBe(7);
  expect(keysAt(6).at(-1)).toBe(`${chart.id}/0`);
  expect([5, 6].map((micros) => breakerLanes(record, micros, micros).calm)).toEqual([4, 3]);
});
