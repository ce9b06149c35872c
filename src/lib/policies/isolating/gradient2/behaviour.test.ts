import { expect, test } from 'vitest';
import { OK, RESET } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { followed, rounds, SEEDS, type LimitModel } from '#lib/policies/isolating/followed.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const gradient2 = (config: Readonly<Record<string, unknown>> = {}) => new TriedGate(create, policy, config);

test('its defaults are the library’s', () => {
  expect(defaultsOf(policy.fields)).toMatchObject({
    initialLimit: 20,
    minLimit: 20,
    maxConcurrency: 200,
    smoothing: 0.2,
    queueSize: 4,
    rttTolerance: 1.5,
    longWindow: 600,
  });
});

class Model implements LimitModel {
  private estimate = 20;
  private long = 0;
  private readonly first: number[] = [];

  get limit(): number {
    return Math.floor(this.estimate);
  }

  sample(rtt: number, inflight: number): void {
    const factor = 2 / 41;
    if (this.first.length < 10) {
      this.first.push(rtt);
      this.long = this.first.reduce((sum, each) => sum + each, 0) / this.first.length;
    } else this.long = this.long * (1 - factor) + rtt * factor;
    const { long } = this;
    if (long > 2 * rtt) this.long = long * 0.95;
    if (inflight * 2 < this.estimate) return;
    const gradient = Math.min(1, Math.max(0.5, (1.5 * long) / rtt));
    const next = this.estimate * 0.8 + (this.estimate * gradient + 4) * 0.2;
    this.estimate = Math.min(60, Math.max(5, next));
  }
}

test.each(SEEDS)('seed %i: decides as the rule says, call by call', (seed) => {
  const tried = gradient2({ minLimit: 5, maxConcurrency: 60, longWindow: 40 });
  const { differences, limits } = followed(tried, new Model(), seed);
  expect(differences).toEqual([]);
  expect(limits.size).toBeGreaterThan(8);
});

test('it holds while fewer than half of the limit were in flight', () => {
  const tried = gradient2();
  for (let n = 0; n < 50; n++) {
    const calls = tried.arrive(9);
    tried.wait(10);
    tried.end(OK, ...calls);
  }
  expect(tried.fact('limit')).toBe(20);
  const calls = tried.arrive(10);
  tried.wait(10);
  tried.end(OK, ...calls); // the tenth is half: 20 + 0.2 * 4
  tried.end(OK, ...tried.arrive(20));
  expect(tried.fact('limit')).toBeGreaterThan(20);
});

test('with a flat RTT it grows up to the highest limit', () => {
  const tried = gradient2();
  rounds(tried, 10, 10);
  expect(tried.fact('limit')).toBe(200);
});

test('an RTT four times the long one shrinks it, and the long one follows', () => {
  const tried = gradient2();
  rounds(tried, 10, 10);
  const calls = tried.arrive(200);
  tried.wait(40);
  tried.end(OK, ...calls.slice(150));
  expect(tried.fact('limit')).toBeLessThan(100);
  expect(Number(tried.fact('long'))).toBeGreaterThan(10);
  expect(Number(tried.fact('long'))).toBeLessThan(20);
});

test('a drop is a sample like any other', () => {
  const tried = gradient2();
  rounds(tried, 10, 10, RESET);
  expect(tried.fact('limit')).toBe(200);
});

test('a long RTT of more than twice the present one is cut by a twentieth a sample', () => {
  const tried = gradient2({ longWindow: 1_000_000 });
  for (const ms of [...Array<number>(10).fill(100), 10]) {
    const [call] = tried.arrive(1);
    tried.wait(ms);
    tried.end(OK, call);
  }
  expect(Number(tried.fact('long'))).toBeCloseTo(95, 1);
});
