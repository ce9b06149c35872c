import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from './stream.ts';

const MOST_SEED = 9_007_199_254_740_991;

function streamOf(seed: number, name: string): Stream {
  const stream = new Stream(new Int32Array(4));
  stream.seed(seed, name);
  return stream;
}

function firstWords(seed: number, name: string, count = 4): number[] {
  const stream = streamOf(seed, name);
  return Array.from({ length: count }, () => stream.next());
}

describe('Stream', () => {
  it('is sfc32, word by word', () => {
    // From the C++ reference of sfc32 with the state 1, 2, 3, 4.
    const stream = new Stream(Int32Array.of(1, 2, 3, 4));
    const words = Array.from({ length: 6 }, () => stream.next());
    expect(words).toEqual([7, 34, 56_623_200, 188_882_296, 3_431_242_869, 399_395_954]);
  });

  it('gives the same first values for ever', () => {
    const stream = streamOf(1, 'n3/arrivals');
    expect([
      stream.next(),
      stream.uniform(),
      stream.below(1_000),
      stream.exponential(),
      stream.normal(),
    ]).toEqual([2_826_687_936, 0.7335402526659891, 511, 0.7093872899349141, -1.8465693583404668]);
  });

  it('differs for every seed and name', () => {
    const seen = new Set<string>();
    for (const seed of [0, 1, 2, 4_294_967_296, 4_294_967_297, MOST_SEED]) {
      for (const name of ['', 'a', 'b', 'a/b', 'n1/arrivals', 'n2/arrivals'])
        seen.add(firstWords(seed, name).join());
    }
    expect(seen.size).toBe(36);
  });

  it('goes on from its four words alone', () => {
    const state = new Int32Array(4);
    const stream = new Stream(state);
    stream.seed(5, 'x');
    stream.normal();
    const copy = new Stream(state.slice());
    expect(copy.next()).toBe(stream.next());
  });

  it('refuses a seed that is not a whole number below 2^53', () => {
    for (const seed of [-1, 0.5, NaN, MOST_SEED + 1]) expect(() => streamOf(seed, 'x')).toThrow('a seed is');
  });

  it('keeps uniform inside the open interval at both extremes', () => {
    const least = new Stream(Int32Array.of(0, 0, 0, 0));
    const most = new Stream(Int32Array.of(-1, 0, 0, 0));
    expect([least.uniform(), most.uniform()]).toEqual([0.5 / 4_294_967_296, 1 - 0.5 / 4_294_967_296]);
  });

  it('below(n) is floor(word * n / 2^32) exactly', () => {
    const size = fc.integer({ min: 1, max: 4_294_967_296 });
    const word = fc.integer({ min: 0, max: 4_294_967_295 });
    fc.assert(
      fc.property(word, size, (w, n) => {
        const exact = Number((BigInt(w) * BigInt(n)) >> 32n);
        expect(new Stream(Int32Array.of(w, 0, 0, 0)).below(n)).toBe(exact);
      }),
      {
        examples: [
          [4_294_967_295, 4_294_967_296],
          [4_294_967_295, 1],
          [0, 7],
        ],
      },
    );
  });

  it('below(10) gives each digit its tenth', () => {
    const counts = new Float64Array(10);
    const stream = streamOf(1, 'digits');
    for (let i = 0; i < 100_000; i++) counts[stream.below(10)]++;
    const chiSquare = counts.reduce((sum, n) => sum + ((n - 10_000) * (n - 10_000)) / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.9); // the 99.9 % point with 9 degrees of freedom
  });

  it('chance never happens at 0, always at 1, and draws one word at any share', () => {
    const stream = streamOf(3, 'chance');
    const twin = streamOf(3, 'chance');
    for (const share of [0, 1, 0.3, 0, 1]) {
      const happened = stream.chance(share);
      const word = twin.next();
      expect(happened).toBe(word / 4_294_967_296 < share);
    }
    expect(stream.next()).toBe(twin.next());
    expect(new Stream(Int32Array.of(0, 0, 0, 0)).chance(0)).toBe(false);
    expect(new Stream(Int32Array.of(-1, 0, 0, 0)).chance(1)).toBe(true);
  });
});
