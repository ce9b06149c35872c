import { describe, expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import { exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

// Named before any was tried: 1 to 20. At least 18 must be inside each 99 % interval.
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const s = ['service', { instances: 1, threads: 10_000, serviceTime: exactly(0) }] as const;

/** When the requests of a client so set began, in seconds. */
function starts(config: Config, seconds: number, seed = 1): number[] {
  const scenario = sketch({ c: ['client', config], s }, { 'c>s': {} }, [], seed);
  // What begins within the time is also answered within a little more.
  const { ends } = new Watched(scenario).run(seconds + 0.01);
  return ends.map(({ start }) => start).filter((start) => start < seconds);
}

function perSecond(times: readonly number[], seconds: number): number[] {
  const counts = Array.from({ length: seconds }, () => 0);
  for (const time of times) counts[Math.floor(time)]++;
  return counts;
}

/** Requests expected in each second: the difference of the cumulative rate's values. */
function expected(upTo: (t: number) => number, seconds: number): number[] {
  return Array.from({ length: seconds }, (_, second) => upTo(second + 1) - upTo(second));
}

const ramp = (t: number) => {
  const u = Math.min(10, Math.max(0, t - 5));
  return 40 * t + (160 * u * u) / 20 + 160 * Math.max(0, t - 15);
};
const steps = (t: number) =>
  20 * Math.min(t, 4) + 100 * Math.min(Math.max(0, t - 4), 6) + 50 * Math.max(0, t - 10);
const spike = (t: number) => 30 * t + 270 * Math.min(Math.max(0, t - 7.5), 3);
const wave = (swing: number) => (t: number) =>
  50 * (t + ((swing * 8) / (2 * Math.PI)) * (1 - Math.cos((2 * Math.PI * t) / 8)));

const curves: [string, Config, (t: number) => number][] = [
  [
    'ramp',
    { ratePerSecond: 40, load: { is: 'ramp', afterSeconds: 5, overSeconds: 10, toPerSecond: 200 } },
    ramp,
  ],
  [
    'ramp down to nothing',
    { ratePerSecond: 100, load: { is: 'ramp', afterSeconds: 0, overSeconds: 10, toPerSecond: 0 } },
    (t) => (t < 10 ? 100 * t - 5 * t * t : 500),
  ],
  [
    'ramp that takes no time',
    { ratePerSecond: 0, load: { is: 'ramp', afterSeconds: 3, overSeconds: 0, toPerSecond: 80 } },
    (t) => 80 * Math.max(0, t - 3),
  ],
  [
    'steps, in whatever order',
    {
      ratePerSecond: 20,
      load: {
        is: 'step',
        steps: [
          { atSeconds: 10, ratePerSecond: 50 },
          { atSeconds: 4, ratePerSecond: 100 },
        ],
      },
    },
    steps,
  ],
  [
    'spike',
    { ratePerSecond: 30, load: { is: 'spike', peakPerSecond: 300, atSeconds: 7.5, forSeconds: 3 } },
    spike,
  ],
  ['wave', { ratePerSecond: 50, load: { is: 'wave', amplitudePercent: 60, periodSeconds: 8 } }, wave(0.6)],
  [
    'wave to zero',
    { ratePerSecond: 50, load: { is: 'wave', amplitudePercent: 100, periodSeconds: 8 } },
    wave(1),
  ],
];
const SECONDS = 20;
/** The 99 % point of chi-square by degrees of freedom (Wilson and Hilferty's approximation). */
const chiSquare99 = (n: number) => n * (1 - 2 / (9 * n) + 2.3263 * Math.sqrt(2 / (9 * n))) ** 3;

describe.each(curves)('%s', (_name, config, upTo) => {
  const rates = expected(upTo, SECONDS);

  test('each second has as many Poisson arrivals as its rate says', () => {
    const right = SEEDS.filter((seed) => {
      const counts = perSecond(starts(config, SECONDS, seed), SECONDS);
      const busy = rates.filter((rate) => rate > 1e-9);
      const chiSquare = counts.reduce((sum, count, i) => {
        if (rates[i] <= 1e-9) expect(count).toBe(0);
        return rates[i] <= 1e-9 ? sum : sum + (count - rates[i]) ** 2 / rates[i];
      }, 0);
      return chiSquare < chiSquare99(busy.length);
    });
    expect(right.length).toBeGreaterThanOrEqual(18);
  });

  test('constant arrivals come just when one more is due', () => {
    const times = starts({ ...config, arrivals: 'constant' }, SECONDS);
    times.forEach((time, i) => expect(Math.abs(upTo(time) - (i + 1))).toBeLessThan(1e-3));
    expect(Math.abs(times.length - upTo(SECONDS))).toBeLessThanOrEqual(1);
  });
});

test('a day’s wave is as exact after a week', () => {
  const config = { ratePerSecond: 0.001, arrivals: 'constant' };
  const times = starts(
    { ...config, load: { is: 'wave', amplitudePercent: 100, periodSeconds: 86_400 } },
    604_800,
  );
  // 86.4 a day: the 432nd is due as the fifth day ends.
  expect(times).toHaveLength(604);
  expect(times[431]).toBeCloseTo(432_000, 1);
});

test('bursts come all at once, every so often', () => {
  const times = starts({ load: { is: 'burst', requests: 3, everySeconds: 2.5 } }, 8);
  expect(times).toEqual([2.5, 2.5, 2.5, 5, 5, 5, 7.5, 7.5, 7.5]);
});

describe('recorded requests', () => {
  const recorded = (log: string, more: Config = {}, seconds = 10) =>
    starts({ load: { is: 'recorded', log, ...more } }, seconds);

  test('arrive exactly when they were recorded', () => {
    expect(recorded('0\n0\n12.345\n999.999\n9000.001')).toEqual([0, 0, 0.012345, 0.999999, 9.000001]);
    expect(recorded('{"atMs":5}\n{"atMs":7000}')).toEqual([0.005, 7]);
    expect(recorded('')).toEqual([]);
  });

  test('come again in every round', () => {
    expect(recorded('0\n250', { loopSeconds: 4 })).toEqual([0, 0.25, 4, 4.25, 8, 8.25]);
    // Never shorter than the recording itself.
    expect(recorded('500\n4000', { loopSeconds: 1 })).toEqual([0.5, 4, 4.5, 8, 8.5]);
    expect(recorded('0', { loopSeconds: 1e-9 }, 0.0031)).toEqual([0, 0.001, 0.002, 0.003]);
    expect(recorded('', { loopSeconds: 1 })).toEqual([]);
  });

  test('may begin with the first, whatever year it was', () => {
    expect(recorded('1767225600000\n1767225600100.5', { fromFirst: true })).toEqual([0, 0.1005]);
  });

  test('ask for the path of their row', () => {
    const log = 'atMs,path\n1,/a\n2,/b\n3,/b/deep\n4,/none';
    const nodes = {
      c: ['client', { load: { is: 'recorded', log } }],
      g: ['gateway', {}],
      a: s,
      b: s,
    } as const;
    const edges = { 'c>g': {}, 'g>a': { path: '/a' }, 'g>b': { path: '/b' } };
    const watched = new Watched(sketch(nodes, edges)).run(1);
    expect([watched.edge('g>a').sent, watched.edge('g>b').sent]).toEqual([1, 2]);
    expect(watched.outcomes).toEqual({ ok: 3, 'no-route': 1 });
  });

  test('with a bad row are a problem that names its line', () => {
    const scenario = sketch({ c: ['client', { load: { is: 'recorded', log: '1\n2\nx' } }] }, {});
    expect(() => new Watched(scenario)).toThrow('log-value at /nodes/0/config/load/log');
  });
});
