import { expect, test } from 'vitest';
import { OK, RESET } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { followed, rounds, SEEDS, type LimitModel } from '#lib/policies/isolating/followed.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const vegas = (config: Readonly<Record<string, unknown>> = {}) => new TriedGate(create, policy, config);
const RARELY = { probeMultiplier: 100_000 };

test('its defaults are the library’s', () => {
  expect(defaultsOf(policy.fields)).toMatchObject({
    initialLimit: 20,
    maxConcurrency: 1_000,
    smoothing: 1,
    probeMultiplier: 30,
  });
});

/** The facts' table, with the jitter of the gate's own stream. */
class Model implements LimitModel {
  private estimate = 20;
  private noLoad: number | undefined;
  private count = 0;
  private readonly stream = new Stream(new Int32Array(4));
  private jitter: number;

  constructor(
    private readonly smoothing: number,
    private readonly probe: number,
    private readonly constants: { alpha?: number; beta?: number; threshold?: number } = {},
  ) {
    this.stream.seed(1, 'e1/0/vegas-probe');
    this.jitter = this.draw();
  }

  get limit(): number {
    return Math.floor(this.estimate);
  }

  sample(rtt: number, inflight: number, dropped: boolean): void {
    this.count += 1;
    if (this.count >= this.jitter * this.probe * this.estimate) {
      [this.count, this.noLoad, this.jitter] = [0, rtt, this.draw()];
      return;
    }
    if (this.noLoad === undefined || rtt < this.noLoad) {
      this.noLoad = rtt;
      return;
    }
    const step = String(this.limit).length === 1 ? 1 : String(this.limit).length - 1;
    const { alpha = 3 * step, beta = 6 * step, threshold = step } = this.constants;
    const queue = Math.ceil(this.estimate * (1 - this.noLoad / rtt));
    let next = this.estimate;
    if (dropped) next -= step;
    else if (2 * inflight < this.estimate) return;
    else if (queue <= threshold) next += beta;
    else if (queue < alpha) next += step;
    else if (queue > beta) next -= step;
    else return;
    next = Math.min(1_000, Math.max(1, next));
    this.estimate = (1 - this.smoothing) * this.estimate + this.smoothing * next;
  }

  private draw(): number {
    return 0.5 + this.stream.uniform() / 2;
  }
}

test.each(SEEDS.flatMap((seed) => [1, 0.3].map((smoothing) => ({ seed, smoothing }))))(
  'seed $seed, smoothing $smoothing: decides as the rule says, call by call',
  ({ seed, smoothing }) => {
    const tried = vegas({ smoothing, probeMultiplier: 5 });
    const { differences, limits } = followed(tried, new Model(smoothing, 5), seed);
    expect(differences).toEqual([]);
    expect(limits.size).toBeGreaterThan(8);
  },
);

test.each(
  SEEDS.slice(0, 5).flatMap((seed) =>
    [{ alpha: 2, beta: 4 }, { beta: 9 }, { threshold: 3 }, { alpha: 5, beta: 5, threshold: 2 }].map(
      (constants) => ({
        seed,
        constants,
      }),
    ),
  ),
)('seed $seed, $constants: so it does with constants of one’s own', ({ seed, constants }) => {
  const { differences, limits } = followed(
    vegas({ ...constants, probeMultiplier: 5 }),
    new Model(1, 5, constants),
    seed,
  );
  expect(differences).toEqual([]);
  expect(limits.size).toBeGreaterThan(5);
});

test('while the RTT stays flat it grows by 6, twice as much from 100 on', () => {
  const tried = vegas(RARELY);
  const calls = tried.arrive(20);
  tried.wait(10);
  tried.end(OK, ...calls.slice(0, 9)); // the first sets the RTT without load, the others are too few in flight
  expect(tried.fact('limit')).toBe(20);
  tried.end(OK, calls[9]);
  expect(tried.fact('limit')).toBe(26);
  const big = vegas({ ...RARELY, initialLimit: 120 });
  const many = big.arrive(120);
  big.wait(10);
  big.end(OK, many[0], many[119]);
  expect(big.fact('limit')).toBe(132);
});

test('when the RTT doubles it shrinks, by one a call, until few enough are queued', () => {
  const tried = vegas(RARELY);
  rounds(tried, 1, 10);
  const grown = Number(tried.fact('limit'));
  expect(grown).toBe(44);
  rounds(tried, 10, 20);
  // Half of those in flight count as queued: it rests where that is 6.
  expect(tried.fact('limit')).toBe(12);
});

test('a drop takes one off even where few are in flight', () => {
  const tried = vegas(RARELY);
  rounds(tried, 1, 10);
  const grown = Number(tried.fact('limit'));
  const [call] = tried.arrive(1);
  tried.wait(10);
  tried.end(RESET, call);
  expect(tried.fact('limit')).toBe(grown - (grown >= 100 ? 2 : 1));
});

test('a probe takes a slow RTT for the new normal', () => {
  const tried = vegas({ probeMultiplier: 1 });
  rounds(tried, 2, 10);
  rounds(tried, 5, 40);
  expect(tried.fact('no-load')).toBe(40);
});
