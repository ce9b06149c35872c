import { expect, test } from 'vitest';
import { Stream } from '#lib/engine/random/stream.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { LatencyHistogram } from './latency-histogram.ts';

function histogram(): LatencyHistogram {
  let made: LatencyHistogram | undefined;
  new LoneGate((build) => {
    made = new LatencyHistogram(build);
    return { enter: () => 0, leave: () => undefined, reset: () => undefined, explain: () => [] };
  }, {});
  return made!;
}

test.each([
  // micros, the bin they fall into
  [0, 0, 0],
  [1, 1, 1.1],
  [9, 9, 9.1],
  [10, 10, 11],
  [99, 99, 100],
  [100, 100, 110],
  [109, 100, 110],
  [10_000, 10_000, 11_000],
  [10_999, 10_000, 11_000],
  [999_999, 990_000, 1_000_000],
  [1_000_000, 1_000_000, 1_100_000],
  [3_600_000_000, 3_600_000_000, 3_700_000_000],
])('%i micros lie between %d and %d', (micros, left, right) => {
  const samples = histogram();
  samples.add(micros);
  expect([samples.quantile(0), samples.quantile(0.5), samples.quantile(1)]).toEqual([
    left,
    expect.closeTo((left + right) / 2, 5),
    expect.closeTo(right, 5),
  ]);
});

test('a quantile is read off within its bin', () => {
  const samples = histogram();
  for (const micros of [12, 12, 12, 12, 57]) samples.add(micros);
  expect(samples.quantile(0.2)).toBeCloseTo(12.25);
  expect(samples.quantile(0.8)).toBeCloseTo(13);
  expect(samples.quantile(0.9)).toBeCloseTo(57.5);
});

test.each([1, 2, 3, 4, 5])('seed %i: a quantile is within a bin of the exact one', (seed) => {
  const random = new Stream(new Int32Array(4));
  random.seed(seed, 'latencies');
  const samples = histogram();
  const exact = Array.from({ length: 501 }, () => Math.floor(random.exponential() * 20_000));
  for (const micros of exact) samples.add(micros);
  exact.sort((a, b) => a - b);
  for (const share of [0.1, 0.5, 0.9, 0.99]) {
    const wanted = exact[Math.floor(share * 501)];
    expect(Math.abs(samples.quantile(share) - wanted)).toBeLessThan(0.1 * wanted + 1);
  }
});

test('cleared, it is empty', () => {
  const samples = histogram();
  samples.add(5);
  samples.clear();
  expect([samples.count, samples.filled()]).toEqual([0, []]);
});
