import { expect, test } from 'vitest';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

/**
 * How long after an instance crashed or hung its caller stops calling it: the first section of the facts on discovery,
 * in whole worlds. The moment of the fault is spread evenly over a period of the check, or the check's phase is the seed's.
 */
const FAULT_AT = 120;
/** Messages take 1 ms each way. */
const MARGIN = 0.03;

interface Row {
  readonly is: string;
  readonly fault: 'crash' | 'hang';
  readonly out: string;
  readonly period: number;
  readonly range: readonly [number, number];
  readonly mean: number;
}

const EVENLY: readonly Row[] = [
  // (n - 0.5) intervals, of n = 3 and 5 s; a hang n * (interval + timeout) at worst.
  { is: 'envoy', fault: 'crash', out: 'unhealthy', period: 5, range: [10, 15], mean: 12.5 },
  { is: 'envoy', fault: 'hang', out: 'unhealthy', period: 5, range: [13, 18], mean: 15.5 },
  { is: 'alb', fault: 'crash', out: 'unhealthy', period: 30, range: [30, 60], mean: 45 },
  { is: 'alb', fault: 'hang', out: 'unhealthy', period: 30, range: [35, 65], mean: 50 },
  { is: 'kubernetes', fault: 'crash', out: 'unready', period: 1, range: [0, 1], mean: 0.5 },
  { is: 'kubernetes', fault: 'hang', out: 'unready', period: 10, range: [21, 31], mean: 26 },
];
const MOMENTS = 20;

test.each(EVENLY)('$is finds a $fault after $range s, $mean on average', (row) => {
  const found = Array.from({ length: MOMENTS }, (_, i) =>
    foundAfter(row, ((i + 0.5) / MOMENTS) * row.period, 1),
  );
  expectWithin(found, row.range);
  expect(Math.abs(meanOf(found) - row.mean)).toBeLessThan(row.period / MOMENTS + MARGIN);
});

/** Named beforehand. */
const SEEDS = Array.from({ length: 40 }, (_, i) => 7_001 + i);
const CONSUL: readonly Row[] = [
  { is: 'consul', fault: 'crash', out: 'critical', period: 10, range: [0, 10], mean: 5 },
  { is: 'consul', fault: 'hang', out: 'critical', period: 10, range: [10, 20], mean: 15 },
];

test.each(CONSUL)('$is finds a $fault after $range s, $mean on average, as its phase is random', (row) => {
  const found = SEEDS.map((seed) => foundAfter(row, 0, seed));
  expectWithin(found, row.range);
  // Three standard errors of 40 uniform draws from 10 s.
  expect(Math.abs(meanOf(found) - row.mean)).toBeLessThan(3 * (10 / Math.sqrt(12 * SEEDS.length)));
});

test.each([
  ['envoy', 'healthy', 5, 10],
  ['consul', 'passing', 0, 10],
  ['alb', 'healthy', 120, 150],
  ['kubernetes', 'ready', 0, 10],
])('with %s an instance that serves again is %s after %i to %i s', (is, back, least, most) => {
  const scenario = sketch(NODES, edges(is), [
    at(FAULT_AT, 'kill-instance', 's', {}, 1),
    at(FAULT_AT + 100, 'restart-instance', 's', {}, 1),
  ]);
  const watched = new Watched(scenario).run(FAULT_AT + 300);
  const serves = watched.steps('s/life').find(({ to, at: when }) => to === 'up' && when > FAULT_AT)!.at;
  const found = watched.steps('g>s/health').find(({ to, at: when }) => to === back && when > serves)!;
  expect(found.subject).toBe('s-2');
  expectWithin([found.at - serves], [least, most]);
});

test('calls to a crashed instance end when it was found out', () => {
  const scenario = sketch(NODES, edges('envoy'), [at(FAULT_AT, 'kill-instance', 's', {}, 1)]);
  const watched = new Watched(scenario).run(FAULT_AT + 9);
  const before = watched.instance('s-2').ghostCalls;
  expect(before).toBeGreaterThan(8);
  watched.run(FAULT_AT + 16);
  const after = watched.instance('s-2').ghostCalls;
  expect(after).toBeGreaterThan(before);
  expect(watched.run(FAULT_AT + 60).instance('s-2').ghostCalls).toBe(after);
});

const NODES = {
  c: ['client', { ratePerSecond: 4 }],
  g: ['gateway', {}],
  s: ['service', { instances: 2 }],
} as const;

function edges(is: string) {
  return { 'c>g': {}, 'g>s': { health: { is } } };
}

function foundAfter({ is, fault, out }: Row, offset: number, seed: number): number {
  const when = FAULT_AT + offset;
  const action =
    fault === 'crash'
      ? at(when, 'kill-instance', 's', {}, 1)
      : at(when, 'slow-link', 'g>s', { extraMs: 600_000 });
  const watched = new Watched(sketch(NODES, edges(is), [action], seed)).run(when + 66);
  const step = watched
    .steps('g>s/health')
    .find((each) => each.subject === 's-2' && each.at > when && each.to === out)!;
  return step.at - when;
}

function expectWithin(found: readonly number[], [least, most]: readonly [number, number]): void {
  expect(Math.min(...found)).toBeGreaterThanOrEqual(least - MARGIN);
  expect(Math.max(...found)).toBeLessThanOrEqual(most + MARGIN);
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
