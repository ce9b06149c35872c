import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneScaler } from '#lib/policies/scaling/lone-scaler.ts';
import { create } from './behaviour.ts';
import { policy, type TargetTrackingConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as TargetTrackingConfig;
const lone = (config: Partial<TargetTrackingConfig> = {}) =>
  new LoneScaler(create, { ...defaults, targetValue: 50, ...config });
const times = (count: number, demand: number) => Array<number>(count).fill(demand);

test('it goes up after three minutes above the target, not before', () => {
  expect(lone().follow(4, times(4, 3))).toEqual([4, 4, 6, 6]);
  expect(lone().follow(4, [3, 3, 1.9, 3, 3, 3])).toEqual([4, 4, 4, 4, 4, 6]);
});

test('in the cool-down after up only what goes beyond the step is added', () => {
  const scaler = lone();
  const at = (desired: number, share: number) =>
    scaler.ask({ desired, shares: Array<number>(desired).fill(share), unready: 0, missing: 0 });
  expect([at(4, 0.6), at(4, 0.6), at(4, 0.6)]).toEqual([4, 4, 5]);
  // Still 60 %, reckoned from 4: 5 are there already. At 90 % it would be 8.
  expect([at(5, 0.6), at(5, 0.9)]).toEqual([5, 8]);
  // The cool-down began anew with that step: five minutes later the number there is counts.
  expect([at(8, 0.6), at(8, 0.6), at(8, 0.6), at(8, 0.6), at(8, 0.6)]).toEqual([8, 8, 8, 8, 10]);
});

test('it goes down after fifteen minutes below nine tenths of the target, and waits 300 s for the next', () => {
  const wanted = lone().follow(10, times(16, 2));
  expect(wanted.slice(0, 15)).toEqual([...times(14, 10), 4]);
  // 46 % is below the target and not below nine tenths of it.
  expect(lone().follow(10, times(30, 4.6))).toEqual(times(30, 10));
  const steps = lone().follow(10, [...times(15, 2), ...times(10, 1)]);
  expect(steps.indexOf(2)).toBe(14 + 5);
});

test('where it never goes down, it does not', () => {
  expect(lone({ disableScaleIn: true }).follow(10, times(30, 0))).toEqual(times(30, 10));
});

test('beyond its least and most it brings the number back', () => {
  expect(lone({ maxCapacity: 4 }).follow(8, [1])).toEqual([4]);
  expect(lone({ minCapacity: 3 }).follow(1, [0])).toEqual([3]);
});
