import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { LoneScaler } from '#lib/policies/scaling/lone-scaler.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { create } from './behaviour.ts';
import { policy, type KubernetesConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as KubernetesConfig;
const lone = (config: Partial<KubernetesConfig> = {}) => new LoneScaler(create, { ...defaults, ...config });
const times = (count: number, demand: number) => Array<number>(count).fill(demand);

test('it doubles at most, or adds four, in 15 s', () => {
  const most = { maxReplicas: 32, averageUtilization: 10 };
  expect(lone(most).follow(1, times(5, 100))).toEqual([5, 10, 20, 32, 32]);
  expect(lone({ ...most, scaleUpPods: 1 }).follow(1, times(5, 100))).toEqual([2, 4, 8, 16, 32]);
});

test('as a thread cannot be more than busy, a target of 80 % adds no more than a quarter at a look', () => {
  expect(lone({ maxReplicas: 32 }).follow(4, times(5, 100))).toEqual([5, 7, 9, 12, 15]);
});

test('a burst is followed at once, and given up 300 s after its last recommendation', () => {
  const wanted = lone().follow(2, [...times(3, 4), ...times(30, 1)]);
  expect(wanted.slice(0, 4)).toEqual([3, 4, 5, 5]);
  // Its last look at the burst was the third; the 23rd comes 300 s later, and does not see it any more.
  expect(wanted.indexOf(2, 3)).toBe(22);
});

test('in its first 300 s it takes nothing away: the number there was counts as recommended', () => {
  const wanted = lone().follow(6, times(25, 0.5));
  expect(wanted.slice(0, 20)).toEqual(times(20, 6));
  expect(wanted[20]).toBe(1);
});

test('beyond its least and most it brings the number back, whatever the load', () => {
  expect(lone({ maxReplicas: 4 }).follow(8, times(2, 100))).toEqual([4, 4]);
  expect(lone({ minReplicas: 3 }).follow(1, times(2, 0))).toEqual([3, 3]);
});

test('a window before up holds it to the lowest recommendation', () => {
  const wanted = lone({ scaleUpStabilizationWindowSeconds: 40, maxReplicas: 32 }).follow(2, [1.6, 4, 4, 4]);
  expect(wanted).toEqual([2, 2, 2, 3]);
});

/** The documented algorithm over whole histories, of an autoscaler whose instances are all ready. */
function model(config: KubernetesConfig, instances: number, demands: readonly number[]): number[] {
  const all: { at: number; recommended: number }[] = [];
  const numbers = [{ at: -Infinity, count: instances }];
  return demands.map((demand, look) => {
    const now = (look + 1) * config.syncPeriodSeconds;
    const current = numbers.at(-1)!.count;
    if (look === 0) all.push({ at: now, recommended: current });
    const utilisation = Math.floor((100 * current * Math.min(1, demand / current)) / current);
    const ratio = utilisation / config.averageUtilization;
    const raw = Math.abs(1 - ratio) <= config.tolerance ? current : Math.ceil(current * ratio);
    all.push({ at: now, recommended: raw });
    const window = (seconds: number) =>
      all.filter((each) => each.at > now - seconds || each === all.at(-1)).map((each) => each.recommended);
    const lowest = Math.min(...window(config.scaleUpStabilizationWindowSeconds));
    const highest = Math.max(...window(config.scaleDownStabilizationWindowSeconds));
    // What there was when the period began.
    const then = numbers.findLast((each) => each.at <= now - config.periodSeconds)!.count;
    const room = Math.max(then * 2, then + 4, current);
    let wanted = current;
    if (lowest > current) wanted = Math.min(lowest, room);
    else if (highest < current) wanted = highest;
    wanted = Math.min(config.maxReplicas, Math.max(config.minReplicas, wanted));
    numbers.push({ at: now, count: wanted });
    return wanted;
  });
}

test('it does what a small model of the documentation does, on any load', () => {
  let numbers = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const dice = new Stream(new Int32Array(4));
    dice.seed(seed, 'autoscaler');
    const config = {
      ...defaults,
      minReplicas: 1 + dice.below(3),
      maxReplicas: 8 + dice.below(20),
      averageUtilization: 30 + dice.below(60),
      syncPeriodSeconds: [5, 15, 20][dice.below(3)],
      scaleUpStabilizationWindowSeconds: [0, 0, 60][dice.below(3)],
      scaleDownStabilizationWindowSeconds: [300, 60, 0][dice.below(3)],
    };
    let demand = 2;
    const demands = Array.from({ length: 200 }, () => {
      if (dice.below(8) === 0) demand = dice.below(1_500) / 100;
      return demand;
    });
    const instances = config.minReplicas + dice.below(5);
    const wanted = lone(config).follow(instances, demands);
    expect(wanted, `seed ${seed}`).toEqual(model(config, instances, demands));
    numbers += new Set(wanted).size;
  }
  expect(numbers / 40, 'they move').toBeGreaterThan(5);
});

test('in traffic it finds the number at which its threads are as busy as they should be, and one fewer would not do', () => {
  // 40/s of 200 ms each keep 8 threads busy; instances have 4, of which 80 % are to be: 2.5 instances.
  const autoscaling = { ...defaults, is: 'kubernetes' };
  const s = ['service', { instances: 1, threads: 4, serviceTime: exactly(200), autoscaling }] as const;
  const r = ['registry', {}] as const;
  const c = ['client', { ratePerSecond: 40, arrivals: 'constant' }] as const;
  const edges = { 'c>s': {}, 'c>r': {}, 's>r': {} };
  const watched = new Watched(sketch({ c, s, r }, edges, [at(605, 'scale', 's', { instances: 5 })])).run(700);
  const steps = watched.steps('s/deployment').filter(({ to }) => to === 'scaling');
  // Wholly busy, one instance says no more than that two would be wanted; and two are so again.
  expect(steps.map(({ at: when, why }) => [when, why])).toEqual([
    [15, 'there are to be 2 instances instead of 1'],
    [45, 'there are to be 3 instances instead of 2'],
    [605, 'there are to be 5 instances instead of 3'],
    [615, 'there are to be 3 instances instead of 5'],
  ]);
});
