import { expect, test } from 'vitest';
import { ERROR, OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { create } from './behaviour.ts';
import { policy, type GrpcOutlierConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as GrpcOutlierConfig;
const SWEEP = 10e6;

function ejectorOf(hosts: number, config: Partial<GrpcOutlierConfig> = {}, seed = 1) {
  const lone = new LoneHosts(hosts, { seed });
  const ejector = create(lone.build({ ...defaults, ...config }), lone.endpoints);
  ejector.reset();
  /** So many calls to a host, of which so many succeed. */
  const calls = (host: number, count: number, good: number) => {
    for (let i = 0; i < count; i++) lone.end(lone.send(lone.call(), host), i < good ? OK : ERROR, ejector);
  };
  const out = () =>
    Array.from({ length: hosts }, (_, host) => host).filter((host) => lone.endpoints.outOf(host) !== 0);
  return { lone, calls, out };
}
const events = ({ lone }: ReturnType<typeof ejectorOf>) => lone.steps.map(({ event }) => event);

/** Hosts whose rates are given, of a hundred calls each, and a sweep. */
function swept(rates: readonly number[], config: Partial<GrpcOutlierConfig>) {
  const subject = ejectorOf(rates.length, { maxEjectionPercent: 100, ...config });
  rates.forEach((good, host) => subject.calls(host, 100, good));
  subject.lone.wait(SWEEP);
  return subject;
}

// {100, 100, 100, 100, x}: mean 80 + x/5, population deviation 2/5 of 100 - x.
test.each([
  [50, 1_900, 1], // 90 - 1.9 * 20 = 52, and 50 is below
  [50, 2_000, 0], // 90 - 2 * 20 = 50, and 50 is not below
  [50, 1_999, 1],
  [99, 1_900, 1],
  [100, 1_900, 0],
  [100, 0, 0], // all alike: none is below the mean
  [99, 0, 1],
])(
  'of four hosts at 100 %% and one at %i %%, with stdev_factor %i, %i is ejected',
  (rate, factor, ejected) => {
    const subject = swept([100, 100, 100, 100, rate], { successRateStdevFactor: factor });
    expect(subject.out()).toEqual(ejected === 1 ? [4] : []);
  },
);

test.each([
  [5, 5, [4]],
  [5, 6, []],
  [4, 4, [3]],
])(
  'of %i hosts with the volume, minimum_hosts %i lets judge %j',
  (hosts, successRateMinimumHosts, ejected) => {
    const rates = Array.from({ length: hosts }, (_, host) => (host === hosts - 1 ? 0 : 100));
    // With four hosts a lone outlier is at most 1.73 deviations off.
    expect(swept(rates, { successRateMinimumHosts, successRateStdevFactor: 1_700 }).out()).toEqual(ejected);
  },
);

test('a host without the volume is neither judged nor counted among the hosts', () => {
  for (const [volume, ejected] of [
    [100, [4]],
    [99, []],
  ] as const) {
    const { lone, calls, out } = ejectorOf(5, { maxEjectionPercent: 100 });
    for (let host = 0; host < 4; host++) calls(host, 100, 100);
    calls(4, volume, 0);
    lone.wait(SWEEP);
    expect(out()).toEqual(ejected);
  }
  const failures = { successRateEjection: false, failurePercentageEjection: true };
  for (const [volume, ejected] of [
    [50, [4]],
    [49, []],
  ] as const) {
    const { lone, calls, out } = ejectorOf(6, { ...failures, failurePercentageMinimumHosts: 5 });
    for (let host = 0; host < 5; host++) calls(host, host === 4 ? volume : 60, host === 4 ? 0 : 60);
    lone.wait(SWEEP);
    expect(out()).toEqual(ejected);
  }
});

test.each([
  [5, [4]],
  [6, []],
])('failure percentage: minimum_hosts %i', (failurePercentageMinimumHosts, ejected) => {
  const config = {
    successRateEjection: false,
    failurePercentageEjection: true,
    failurePercentageMinimumHosts,
  };
  expect(swept([100, 100, 100, 100, 0], config).out()).toEqual(ejected);
});

const SEEDS = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];
test.each([0, 30, 70, 100])('%i %% enforcement ejects that share of those found out', (percent) => {
  const config = {
    maxEjectionPercent: 100,
    successRateEjection: false,
    failurePercentageEjection: true,
    failurePercentageEnforcementPercentage: percent,
  };
  let ejected = 0;
  for (const seed of SEEDS) {
    const { lone, calls, out } = ejectorOf(100, config, seed);
    for (let host = 0; host < 100; host++) calls(host, 50, 0);
    lone.wait(SWEEP);
    ejected += out().length;
  }
  // Of a thousand fair rolls; three standard deviations.
  const sigma = Math.sqrt(1_000 * (percent / 100) * (1 - percent / 100));
  expect(Math.abs(ejected - 10 * percent)).toBeLessThanOrEqual(3 * sigma);
});

test('both algorithms in one sweep may eject the same host, which is out twice as long for it', () => {
  for (const [failurePercentageEjection, back] of [
    [false, 50], // strictly after 10 + 30 s
    [true, 80],
  ] as const) {
    const subject = swept([100, 100, 100, 100, 0], { failurePercentageEjection });
    expect(events(subject)).toEqual(['success rate too low']);
    subject.lone.wait(100e6);
    expect(subject.lone.steps[1]).toMatchObject({ event: 'ejection time over', at: back });
  }
});

test('in one sweep the share is looked at before each ejection of either algorithm', () => {
  const config = { failurePercentageEjection: true, maxEjectionPercent: 20, successRateStdevFactor: 1_000 };
  // Two at 0 %: the rate finds both, of which one may go; then the percentage finds the share used up.
  expect(swept([100, 0, 100, 100, 0], config).out()).toEqual([1]);
  expect(swept([100, 0, 100, 100, 0], { ...config, maxEjectionPercent: 21 }).out()).toEqual([1, 4]);
});

/** A50 once more, as plainly as it can be written: what each sweep does with what came within the interval before. */
class Model {
  readonly ejectedAt: (number | null)[];
  private readonly multiplier: number[];

  constructor(
    hosts: number,
    private readonly config: GrpcOutlierConfig,
  ) {
    this.ejectedAt = Array.from({ length: hosts }, () => null);
    this.multiplier = Array.from({ length: hosts }, () => 0);
  }

  sweep(now: number, counts: readonly { good: number; bad: number }[]): void {
    const { config } = this;
    const share = () => (100 * this.ejectedAt.filter((at) => at !== null).length) / this.ejectedAt.length;
    const eject = (host: number) => {
      this.ejectedAt[host] = now;
      this.multiplier[host]++;
    };
    const withVolume = (least: number) =>
      counts.flatMap(({ good, bad }, host) =>
        good + bad >= Math.max(1, least) ? [{ host, rate: good / (good + bad) }] : [],
      );
    const judged = withVolume(config.successRateRequestVolume);
    if (config.successRateEjection && judged.length >= Math.max(1, config.successRateMinimumHosts)) {
      const mean = judged.reduce((sum, { rate }) => sum + rate, 0) / judged.length;
      const variance = judged.reduce((sum, { rate }) => sum + (rate - mean) ** 2, 0) / judged.length;
      const least = mean - (Math.sqrt(variance) * config.successRateStdevFactor) / 1_000;
      for (const { host, rate } of judged) {
        if (share() >= config.maxEjectionPercent) break;
        if (rate < least) eject(host);
      }
    }
    const failing = withVolume(config.failurePercentageRequestVolume);
    if (config.failurePercentageEjection && failing.length >= config.failurePercentageMinimumHosts) {
      for (const { host, rate } of failing) {
        if (share() >= config.maxEjectionPercent) break;
        if (100 * (1 - rate) > config.failurePercentageThreshold) eject(host);
      }
    }
    this.ejectedAt.forEach((at, host) => {
      if (at === null) this.multiplier[host] = Math.max(0, this.multiplier[host] - 1);
      else {
        const base = config.baseEjectionTimeSeconds;
        const most = Math.max(base, config.maxEjectionTimeSeconds);
        if (now > at + Math.min(base * this.multiplier[host], most)) this.ejectedAt[host] = null;
      }
    });
  }
}

test.each(SEEDS)('sweep by sweep it does what a plain model of A50 does, by seed %i', (seed) => {
  const lone = new LoneHosts(1);
  const dice = new Stream(lone.sim.arena.i32(4));
  dice.seed(seed, 'model');
  const hosts = 5 + dice.below(6);
  const config = {
    ...defaults,
    baseEjectionTimeSeconds: 15,
    maxEjectionTimeSeconds: 70,
    maxEjectionPercent: 10 + dice.below(60),
    successRateStdevFactor: 1_003 + dice.below(900),
    successRateRequestVolume: 20,
    failurePercentageEjection: true,
    failurePercentageThreshold: 60,
    failurePercentageRequestVolume: 15,
  };
  const subject = ejectorOf(hosts, config);
  const model = new Model(hosts, config);
  let ejections = 0;
  for (let sweep = 1; sweep <= 40; sweep++) {
    const counts = Array.from({ length: hosts }, () => {
      const all = dice.below(40);
      const bad = dice.below(3) === 0 ? dice.below(all + 1) : 0;
      return { good: all - bad, bad };
    });
    counts.forEach(({ good, bad }, host) => subject.calls(host, good + bad, good));
    subject.lone.wait(SWEEP);
    model.sweep(sweep * 10, counts);
    const expected = model.ejectedAt.flatMap((at, host) => (at === null ? [] : [host]));
    expect([sweep, subject.out()]).toEqual([sweep, expected]);
    ejections += expected.length;
  }
  expect(ejections).toBeGreaterThan(0);
});
