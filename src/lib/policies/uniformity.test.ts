import { expect, test } from 'vitest';
import { Stream } from '#lib/engine/random/stream.ts';
import { areEquallyLikely, exceptions, isUniform } from './uniformity.ts';

function draws(seed: number, shape: (share: number) => number): readonly number[] {
  const stream = new Stream(new Int32Array(4));
  stream.seed(seed, 'shares');
  return Array.from({ length: 1_000 }, () => shape(stream.uniform()));
}

test('fair draws are uniform', () => {
  expect(exceptions((seed) => isUniform(draws(seed, (share) => share)))).toEqual([]);
});

test.each<[string, (share: number) => number]>([
  ['the square of a draw', (share) => share * share],
  ['what leaves out the last tenth', (share) => 0.9 * share],
  ['what comes twice as often in the middle', (share) => (share < 0.5 ? 0.25 + share : share)],
])('%s is not', (_, shape) => {
  expect(exceptions((seed) => isUniform(draws(seed, shape)))).toHaveLength(20);
});

test('fair dice are equally likely', () => {
  for (const kinds of [2, 5, 25, 100]) {
    const holds = (seed: number) =>
      areEquallyLikely(
        draws(seed, (share) => Math.floor(share * kinds)),
        kinds,
      );
    expect(exceptions(holds)).toEqual([]);
  }
});

test.each<[string, (share: number) => number]>([
  ['a die without a six', (share) => Math.floor(5 * share)],
  ['a seven', (share) => Math.floor(7 * share)],
  ['a six that comes half as often', (share) => Math.floor(5.5 * share)],
])('%s is noticed', (_, shape) => {
  expect(exceptions((seed) => areEquallyLikely(draws(seed, shape), 6))).toHaveLength(20);
});
