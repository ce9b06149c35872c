import { expect, test } from 'vitest';
import { OK, RESET } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { followed, rounds, SEEDS, type LimitModel } from '#lib/policies/isolating/followed.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const gradient = (config: Readonly<Record<string, unknown>> = {}) => new TriedGate(create, policy, config);
const NO_PROBES = { probeInterval: 0 };

test('its defaults are the library’s', () => {
  expect(defaultsOf(policy.fields)).toMatchObject({
    initialLimit: 50,
    minLimit: 1,
    maxConcurrency: 1_000,
    smoothing: 0.2,
    rttTolerance: 2,
    backoffRatio: 0.9,
    probeInterval: 1_000,
  });
});

class Model implements LimitModel {
  private estimate = 30;
  private smallest = Infinity;
  private readonly stream = new Stream(new Int32Array(4));
  private left: number;

  constructor(private readonly every: number) {
    this.stream.seed(1, 'e1/0/gradient-probe');
    this.left = this.draw();
  }

  get limit(): number {
    return Math.floor(this.estimate);
  }

  sample(rtt: number, inflight: number, dropped: boolean): void {
    const queue = Math.max(4, Math.floor(Math.sqrt(this.limit)));
    this.left -= 1;
    if (this.left < 0) {
      [this.left, this.smallest, this.estimate] = [this.draw(), Infinity, queue];
      return;
    }
    this.smallest = Math.min(this.smallest, rtt);
    const slope = Math.min(1, Math.max(0.5, (2 * this.smallest) / rtt));
    if (!dropped && inflight * 2 < this.estimate) return;
    const wanted = dropped ? this.estimate * 0.9 : this.estimate * slope + queue;
    const next = wanted < this.estimate ? Math.max(1, this.estimate * (1 - 0.2) + 0.2 * wanted) : wanted;
    this.estimate = Math.max(queue, Math.min(80, next));
  }

  private draw(): number {
    return this.every + this.stream.below(this.every);
  }
}

test.each(SEEDS)('seed %i: decides as the rule says, call by call', (seed) => {
  const tried = gradient({ initialLimit: 30, maxConcurrency: 80, probeInterval: 200 });
  const { differences, limits } = followed(tried, new Model(200), seed);
  expect(differences).toEqual([]);
  expect(limits.size).toBeGreaterThan(8);
});

test('it grows at once by the root of the limit, and at least by 4', () => {
  const tried = gradient({ ...NO_PROBES, initialLimit: 100 });
  const calls = tried.arrive(100);
  tried.wait(10);
  tried.end(OK, calls[99]);
  expect(tried.fact('limit')).toBe(110);
  const small = gradient({ ...NO_PROBES, initialLimit: 2 });
  const [, second] = small.arrive(2);
  small.wait(10);
  small.end(OK, second);
  expect(small.fact('limit')).toBe(6);
});

test('it shrinks by a fifth of the way: a drop takes 2 %', () => {
  const tried = gradient({ ...NO_PROBES, initialLimit: 100 });
  const [call] = tried.arrive(1);
  tried.wait(10);
  tried.end(RESET, call);
  expect(tried.fact('limit')).toBe(98);
});

test('twice the smallest RTT is tolerated, four times is not', () => {
  const tried = gradient({ ...NO_PROBES, maxConcurrency: 200 });
  rounds(tried, 3, 10);
  rounds(tried, 3, 20);
  expect(tried.fact('limit')).toBe(200);
  rounds(tried, 3, 40);
  expect(Number(tried.fact('limit'))).toBeLessThan(80);
});

test('now and then it forgets the smallest RTT and begins from the queue that is allowed', () => {
  const tried = gradient({ initialLimit: 100, probeInterval: 10 });
  const probed = Array.from({ length: 20 }, () => {
    const [call] = tried.arrive(1);
    tried.wait(10);
    tried.end(OK, call);
    return tried.fact('limit') as number;
  });
  expect(new Set(probed.slice(0, 10))).toEqual(new Set([100]));
  expect(probed[19]).toBe(10);
});
