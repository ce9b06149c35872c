import { expect, test } from 'vitest';
import { exactMs } from './exact.ts';
import { BatchMeans } from './batch-means.ts';

test('the closed forms are the well-known ones', () => {
  expect(exactMs.mm1).toBeCloseTo(5, 10);
  expect(exactMs.mmc).toBeCloseTo(1.28603, 5);
  expect(exactMs.net).toBeCloseTo(7.11755, 5);
});

test('the mean leaves out the first two batches, while the system fills', () => {
  const means = new BatchMeans(3_200);
  for (let at = 0; at < 3_200; at++) means.record(at, at < 200 ? 0 : 4_000);
  expect(means.interval()).toEqual({ mean: 4, halfWidth: 0 });
});

test('batches that differ give an interval that says so', () => {
  const means = new BatchMeans(3_200);
  for (let at = 0; at < 3_200; at++) means.record(at, Math.floor(at / 100) % 2 === 0 ? 3_000 : 5_000);
  const { mean, halfWidth } = means.interval();
  expect(mean).toBe(4);
  // Thirty batches at 3 or 5 ms: standard error 1.017 / sqrt(30), times Student's 3.659.
  expect(halfWidth).toBeCloseTo(0.679, 2);
});
