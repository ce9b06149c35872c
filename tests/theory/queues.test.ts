import { expect, test } from 'vitest';
import { library } from '../bundled.ts';
import { measure, type Measured, type Plan } from './batches.ts';
import { timeInMd1, timeInMmc, timeInNet } from './closed-forms.ts';

const { mm1, mmc, md1, net } = library.models;

/** Named before any of them was run. */
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
/** Of 20 intervals of 99 % more than two miss the truth once in a thousand times. */
const ENOUGH = 18;

/** A batch is some hundred relaxation times of its queue, s / (c (1 - sqrt rho)^2): next to independent. */
const minutes: Plan = { warmUpMicros: 20_000_000, batchMicros: 12_000_000, batches: 30 };
const seconds: Plan = { warmUpMicros: 3_000_000, batchMicros: 3_000_000, batches: 30 };
const second: Plan = { warmUpMicros: 1_000_000, batchMicros: 1_000_000, batches: 30 };

/** Servers, offered load and service time of the gateway and of one instance. */
const JACKSON: readonly [number, number, number][] = [
  [8, 6, 0.5],
  [4, 3, 3],
];

const models = [
  { name: 'M/M/1', scenario: mm1, node: 's', plan: minutes, ms: timeInMmc(1, 0.8, 1), busy: 0.8 },
  { name: 'M/M/8', scenario: mmc, node: 's', plan: seconds, ms: timeInMmc(8, 6.4, 1), busy: 0.8 },
  { name: 'M/D/1', scenario: md1, node: 's', plan: minutes, ms: timeInMd1(0.8, 1), busy: 0.8 },
  {
    name: 'a Jackson network',
    scenario: net,
    node: 'g',
    plan: second,
    ms: timeInNet(4, 0.5, JACKSON),
    busy: 0.75,
  },
];

test.each(models)('$name takes as long, and keeps its servers as busy, as theory says', (model) => {
  const runs = SEEDS.map((seed) => measure(model.scenario(seed), model.node, model.plan));
  const right = (measured: Measured, truth: number) => Math.abs(measured.mean - truth) <= measured.half;
  const sharp = runs.filter(({ ms }) => ms.half < 0.075 * ms.mean);
  expect(sharp.length, 'intervals narrower than 7.5 %').toBeGreaterThanOrEqual(ENOUGH);
  expect(runs.filter(({ ms }) => right(ms, model.ms)).length, 'mean time').toBeGreaterThanOrEqual(ENOUGH);
  expect(runs.filter(({ busy }) => right(busy, model.busy)).length, 'load').toBeGreaterThanOrEqual(ENOUGH);
});

test('the closed forms give the figures that tests/bench/exact.py gives', () => {
  expect(timeInMmc(1, 0.8, 1)).toBeCloseTo(5, 10);
  expect(timeInMmc(8, 6.4, 1)).toBeCloseTo(1.28603, 5);
  expect(timeInNet(4, 0.5, JACKSON)).toBeCloseTo(7.11755, 5);
});
