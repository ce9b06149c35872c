import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

test('a slow link delays every message by what was added, each way, until it is mended', () => {
  const watched = new Watched(
    sketch(
      {
        c: ['client', { ratePerSecond: 10, arrivals: 'constant' }],
        s: ['service', { instances: 1, serviceTime: exactly(10) }],
      },
      { 'c>s': { latency: exactly(5) } },
      [at(1, 'slow-link', 'c>s', { extraMs: 100 }), at(2, 'slow-link', 'c>s', { extraMs: 0 })],
    ),
  ).run(3);
  const tookMs = (from: number, to: number) =>
    watched.ends
      .filter(({ start }) => start >= from && start < to)
      .map(({ at: end, start }) => Math.round((end - start) * 1_000));
  expect(new Set(tookMs(0, 0.95))).toEqual(new Set([20]));
  expect(new Set(tookMs(1, 1.85))).toEqual(new Set([220]));
  expect(new Set(tookMs(2, 2.9))).toEqual(new Set([20]));
});
