import { expect, test } from 'vitest';
import type { BenchReport } from '../../src/cli/bench/report.ts';
import { halfopen } from './halfopen.ts';

test('the benchmark measures three models, and their means are those of the closed forms', async () => {
  const { code, out, err } = await halfopen(['bench', '--quick', '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  const { models, growth, bytesPerRequest } = JSON.parse(out) as BenchReport;
  expect(models.map(({ model, exactMs }) => [model, exactMs.toFixed(5)])).toEqual([
    ['mm1', '5.00000'],
    ['mmc', '1.28603'],
    ['net', '7.11755'],
  ]);
  for (const { figures } of models) {
    expect(figures[0].name).toBe('Halfopen');
    for (const { isExact, requestsPerSecond } of figures) {
      expect(isExact).toBe(true);
      expect(requestsPerSecond).toBeGreaterThan(0);
    }
  }
  expect(growth.large.stations).toBe(993);
  expect(bytesPerRequest).toBeLessThan(1_000);
}, 60_000);

test('help says that a wrong mean fails the benchmark', async () => {
  const { out } = await halfopen(['help', 'bench']);
  expect(out).toContain('Ends with 1 when a mean latency is not what the closed form says');
});

test('a part that is not there is answered with those that are', async () => {
  const { code, err } = await halfopen(['bench', '--part', 'nett']);
  expect(code).toBe(2);
  expect(err).toContain('There is no part "nett". The parts are: mm1, mmc, net, grown, memory, policies.');
});
