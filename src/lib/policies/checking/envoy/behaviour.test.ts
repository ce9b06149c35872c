import { expect, test } from 'vitest';
import { OK, TIMED_OUT } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { areEquallyLikely, exceptions } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy, type EnvoyCheckConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as EnvoyCheckConfig;

function checkerOf(config: Partial<EnvoyCheckConfig> = {}, seed = 1) {
  const lone = new LoneHosts(2, { seed });
  const checker = create(lone.build({ ...defaults, ...config }), lone.endpoints);
  checker.reset();
  return { lone, checker };
}

test('until the first call has ended the long interval is used', () => {
  const { lone, checker } = checkerOf({ noTrafficHealthyIntervalSeconds: 20 });
  checker.first(0);
  expect(checker.result(0, OK)).toBe(20e6);
  expect(checker.result(0, TIMED_OUT)).toBe(60e6);
  lone.end(lone.send(lone.call(), 1), OK, checker);
  expect(checker.result(0, OK)).toBe(5e6);
});

test('while passes or failures are counted the edge intervals are used', () => {
  const { lone, checker } = checkerOf({
    intervalSeconds: 10,
    unhealthyIntervalSeconds: 7,
    unhealthyEdgeIntervalSeconds: 1,
    healthyEdgeIntervalSeconds: 2,
  });
  lone.end(lone.send(lone.call(), 1), OK, checker);
  checker.first(0);
  const intervals = (statuses: readonly number[]) => statuses.map((each) => checker.result(0, each) / 1e6);
  expect(intervals([OK, TIMED_OUT, TIMED_OUT, TIMED_OUT, TIMED_OUT])).toEqual([10, 1, 1, 7, 7]);
  expect(intervals([OK, OK, OK])).toEqual([2, 10, 10]);
});

test('a good answer ends the run of failures, and a failure that of passes', () => {
  const { lone, checker } = checkerOf();
  checker.first(0);
  for (const status of [OK, TIMED_OUT, TIMED_OUT, OK, TIMED_OUT, TIMED_OUT]) checker.result(0, status);
  expect(lone.steps.length).toBe(1);
  for (const status of [TIMED_OUT, OK, TIMED_OUT, OK]) checker.result(0, status);
  expect(lone.steps.map(({ to }) => to)).toEqual(['healthy', 'unhealthy']);
});

test('a host that becomes known later is out until its first pass', () => {
  const { lone, checker } = checkerOf();
  checker.first(0);
  expect(lone.endpoints.count).toBe(2);
  lone.wait(1e6);
  checker.first(1);
  expect(lone.endpoints.count).toBe(1);
  checker.result(1, OK);
  expect(lone.endpoints.count).toBe(2);
  expect(checker.explain().length).toBe(2);
});

test('jitter stays below its most', () => {
  const { checker } = checkerOf({ initialJitterSeconds: 3, intervalJitterSeconds: 2 });
  const firsts = Array.from({ length: 200 }, () => checker.first(0) / 1e6);
  expect(Math.min(...firsts)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...firsts)).toBeLessThan(3);
  expect(Math.max(...firsts)).toBeGreaterThan(2.5);
  const nexts = Array.from({ length: 200 }, () => checker.result(0, OK) / 1e6 - 60);
  expect(Math.max(...nexts)).toBeLessThan(2);
  expect(Math.max(...nexts)).toBeGreaterThan(1.5);
});

test('interval_jitter_percent adds any whole ms below its share of the interval that comes, each alike', () => {
  const holds = (seed: number) => {
    const { lone, checker } = checkerOf({ intervalSeconds: 2, intervalJitterPercent: 5 }, seed);
    lone.end(lone.send(lone.call(), 1), OK, checker);
    const added = Array.from({ length: 2_000 }, () => checker.result(0, OK) / 1e3 - 2_000);
    return areEquallyLikely(added, 100);
  };
  expect(exceptions(holds)).toEqual([]);
});
