import { describe, expect, it } from 'vitest';
import {
  bimodalSampler,
  constantSampler,
  exponentialSampler,
  lognormalSampler,
  paretoSampler,
  type Sampler,
} from './distribution.ts';
import { Stream } from './stream.ts';

// Named before any was tried: 1 to 20. At least 18 must be inside each 99 % interval.
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const COUNT = 20_000;

function sample(seed: number, draw: (stream: Stream) => number): number[] {
  const stream = new Stream(new Int32Array(4));
  stream.seed(seed, 'n1/service');
  return Array.from({ length: COUNT }, () => draw(stream));
}

/** The distribution function of the normal, to 1e-7 (Abramowitz and Stegun 26.2.17). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z > 0 ? 1 - above : above;
}

/** The largest distance between the sample's distribution function and the theory's, times sqrt(n). */
function kolmogorov(values: number[], below: (x: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const theory = below(x);
    distance = Math.max(distance, theory - i / COUNT, (i + 1) / COUNT - theory);
  });
  return distance * Math.sqrt(COUNT);
}

const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const power = (values: number[], n: number): number[] => values.map((x) => x ** n);
const inside = (check: (seed: number) => boolean): number => SEEDS.filter(check).length;

const KOLMOGOROV_99 = 1.628;
const NORMAL_99 = 2.576;
const exponential = (stream: Stream): number => stream.exponential();
const normal = (stream: Stream): number => stream.normal();

describe('samplers', () => {
  it('exponential has the exponential distribution', () => {
    expect(
      inside((seed) => kolmogorov(sample(seed, exponential), (x) => 1 - Math.exp(-x)) < KOLMOGOROV_99),
    ).toBeGreaterThanOrEqual(18);
  });

  it('normal has the normal distribution', () => {
    expect(
      inside((seed) => kolmogorov(sample(seed, normal), normalBelow) < KOLMOGOROV_99),
    ).toBeGreaterThanOrEqual(18);
  });

  // E x^n and the standard deviation of x^n: the moments a wrong tail or a wrong layer would move.
  it.each([
    ['exponential', exponential, 1, 1, 1],
    ['exponential', exponential, 2, 2, Math.sqrt(20)],
    ['exponential', exponential, 3, 6, Math.sqrt(684)],
    ['normal', normal, 1, 0, 1],
    ['normal', normal, 2, 1, Math.sqrt(2)],
    ['normal', normal, 3, 0, Math.sqrt(15)],
    ['normal', normal, 4, 3, Math.sqrt(96)],
  ])('%s (%o) has moment %d', (_name, draw, n, moment, deviation) => {
    const allowed = (NORMAL_99 * deviation) / Math.sqrt(COUNT);
    expect(
      inside((seed) => Math.abs(mean(power(sample(seed, draw), n)) - moment) < allowed),
    ).toBeGreaterThanOrEqual(18);
  });

  it('both tails beyond the ziggurat are as thick as they should be', () => {
    const far = (draw: (stream: Stream) => number, limit: number): number =>
      SEEDS.reduce((sum, seed) => sum + sample(seed, draw).filter((x) => x > limit).length, 0);
    // 400,000 draws: e^-7.8 of them are 163.9; of the normal 93.05 lie above 3.5.
    expect(Math.abs(far(exponential, 7.8) - 163.9)).toBeLessThan(NORMAL_99 * Math.sqrt(163.9));
    expect(Math.abs(far(normal, 3.5) - 93.05)).toBeLessThan(NORMAL_99 * Math.sqrt(93.05));
    expect(Math.abs(far((stream) => -stream.normal(), 3.5) - 93.05)).toBeLessThan(
      NORMAL_99 * Math.sqrt(93.05),
    );
  });

  it('lognormal has the median and the 99th percentile it was given', () => {
    const sampler = lognormalSampler(20_000, 100_000);
    const shareBelow = (values: number[], limit: number): number =>
      values.filter((x) => x < limit).length / COUNT;
    const near = (share: number, wanted: number): boolean =>
      Math.abs(share - wanted) < NORMAL_99 * Math.sqrt((wanted * (1 - wanted)) / COUNT);
    const draws = SEEDS.map((seed) => sample(seed, (stream) => sampler.draw(stream)));
    expect(draws.filter((values) => near(shareBelow(values, 20_000), 0.5)).length).toBeGreaterThanOrEqual(18);
    expect(draws.filter((values) => near(shareBelow(values, 100_000), 0.99)).length).toBeGreaterThanOrEqual(
      18,
    );
  });

  it.each([0.5, 1, 1.5, 2.5, 6])('Pareto of shape %d has the Pareto distribution', (shape) => {
    // Whole micros: of a minimum of a million the rounding is far below what a sample of 20,000 can tell.
    const sampler = paretoSampler(1e6, shape);
    const below = (x: number): number => 1 - (1e6 / x) ** shape;
    const right = inside((seed) => {
      const values = sample(seed, (stream) => sampler.draw(stream));
      expect(Math.min(...values)).toBeGreaterThanOrEqual(1e6);
      return (
        kolmogorov(
          values.filter((x) => x < 3.6e9),
          below,
        ) < KOLMOGOROV_99
      );
    });
    expect(right).toBeGreaterThanOrEqual(18);
  });

  it('Pareto has its quantiles: half above min 2^(1/shape), a hundredth above min 100^(1/shape)', () => {
    const sampler = paretoSampler(4_000, 2);
    const shares = (limit: number) => {
      return SEEDS.map(
        (seed) => sample(seed, (s) => sampler.draw(s)).filter((x) => x > limit).length / COUNT,
      );
    };
    const near = (share: number, wanted: number): boolean =>
      Math.abs(share - wanted) < NORMAL_99 * Math.sqrt((wanted * (1 - wanted)) / COUNT);
    expect(shares(4_000 * Math.SQRT2).filter((share) => near(share, 0.5)).length).toBeGreaterThanOrEqual(18);
    expect(shares(40_000).filter((share) => near(share, 0.01)).length).toBeGreaterThanOrEqual(18);
  });

  it('a Pareto of shape 1 or below has no mean', () => {
    expect([0.5, 1, 1.001, 2].map((shape) => paretoSampler(1_000, shape).meanMicros)).toEqual([
      Infinity,
      Infinity,
      expect.closeTo(1_001_000, 3),
      2_000,
    ]);
    expect(paretoSampler(0, 0.1).meanMicros).toBe(0);
    expect(sample(1, (stream) => paretoSampler(0, 0.001).draw(stream)).every((x) => x === 0)).toBe(true);
  });

  it('bimodal takes one of two times, the slow one for its share', () => {
    const sampler = bimodalSampler(1_000, 90_000, 0.05);
    const right = inside((seed) => {
      const values = sample(seed, (stream) => sampler.draw(stream));
      const slow = values.filter((x) => x === 90_000).length;
      expect(values.filter((x) => x === 1_000).length).toBe(COUNT - slow);
      return Math.abs(slow - 0.05 * COUNT) < NORMAL_99 * Math.sqrt(COUNT * 0.05 * 0.95);
    });
    expect(right).toBeGreaterThanOrEqual(18);
    for (const [share, always] of [
      [0, 7],
      [1, 3],
    ]) {
      expect(sample(1, (stream) => bimodalSampler(7, 3, share).draw(stream)).every((x) => x === always)).toBe(
        true,
      );
    }
  });

  it.each<[string, Sampler, number, number]>([
    ['constant', constantSampler(1_500), 1_500, 0],
    ['exponential', exponentialSampler(1_500), 1_500, 1_500],
    // sigma = ln 5 / 2.3263; the deviation is mean * sqrt(e^(sigma^2) - 1).
    ['lognormal', lognormalSampler(1_500, 7_500), 1_905.6, 1_493],
    // Shape a: mean m a / (a - 1), variance m^2 a / ((a - 1)^2 (a - 2)).
    ['Pareto', paretoSampler(1_500, 5), 1_875, 484.1],
    ['bimodal', bimodalSampler(1_000, 11_000, 0.1), 2_000, 3_000],
  ])('%s draws have the mean it names', (_name, sampler, theory, deviation) => {
    expect(Math.abs(sampler.meanMicros - theory)).toBeLessThan(0.1);
    const allowed = (NORMAL_99 * deviation) / Math.sqrt(COUNT);
    const drawn = (seed: number): number => mean(sample(seed, (stream) => sampler.draw(stream)));
    expect(inside((seed) => Math.abs(drawn(seed) - sampler.meanMicros) <= allowed)).toBeGreaterThanOrEqual(
      18,
    );
  });

  it('streams of two names are not correlated', () => {
    const uncorrelated = inside((seed) => {
      const one = new Stream(new Int32Array(4));
      const two = new Stream(new Int32Array(4));
      one.seed(seed, 'n1/arrivals');
      two.seed(seed, 'n2/arrivals');
      let sum = 0;
      for (let i = 0; i < COUNT; i++) sum += (one.uniform() - 0.5) * (two.uniform() - 0.5) * 12;
      return Math.abs(sum) / Math.sqrt(COUNT) < NORMAL_99;
    });
    expect(uncorrelated).toBeGreaterThanOrEqual(18);
  });

  it('gives the same first values for ever', () => {
    const stream = new Stream(new Int32Array(4));
    stream.seed(42, 'n1/service');
    const samplers = [constantSampler(1e7), exponentialSampler(1e7), lognormalSampler(1e7, 5e7)];
    expect(samplers.map((sampler) => sampler.draw(stream))).toEqual([10_000_000, 803_709, 3_243_001]);
  });

  it('no draw is longer than an hour, however long the mean', () => {
    const hour = 3_600_000_000;
    const samplers = [
      ...[constantSampler(2 * hour), exponentialSampler(hour), lognormalSampler(hour, 9 * hour)],
      ...[paretoSampler(hour / 2, 0.001), bimodalSampler(1, 2 * hour, 0.5)],
    ];
    for (const sampler of samplers) {
      expect(Math.max(...sample(1, (stream) => sampler.draw(stream)))).toBe(hour);
    }
  });

  it('a lognormal whose 99th percentile is its median is constant', () => {
    expect(sample(1, (stream) => lognormalSampler(7, 7).draw(stream)).every((x) => x === 7)).toBe(true);
  });

  it('refuses senseless parameters', () => {
    for (const bad of [-1, NaN, Infinity]) {
      expect(() => constantSampler(bad)).toThrow('not negative');
      expect(() => exponentialSampler(bad)).toThrow('not negative');
      expect(() => lognormalSampler(bad, 10)).toThrow('invariant broken');
      expect(() => paretoSampler(bad, 2)).toThrow('not negative');
      expect(() => paretoSampler(10, bad)).toThrow('a shape');
      expect(() => bimodalSampler(bad, 10, 0.5)).toThrow('not negative');
      expect(() => bimodalSampler(10, bad, 0.5)).toThrow('not negative');
      expect(() => bimodalSampler(10, 10, bad)).toThrow('a share');
      expect(() => lognormalSampler(10, bad)).toThrow('invariant broken');
    }
    expect(() => lognormalSampler(0, 10)).toThrow('positive');
    expect(() => lognormalSampler(10, 9)).toThrow('not below the median');
  });
});
