import { describe, expect, test } from 'vitest';
import { CANCELLED, OK, outcomeCode, type Outcome } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { SEEDS } from '#lib/policies/isolating/followed.ts';
import { TriedGate } from '#lib/policies/isolating/tried-gate.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const envoy = (config: Readonly<Record<string, unknown>> = {}) => new TriedGate(create, policy, config);
const limit = (tried: TriedGate): number => Number(tried.fact('limit'));

/** Keeps as many calls in flight as it lets in, each so many ms long, for rounds. */
function rounds(tried: TriedGate, count: number, ms: number): void {
  for (let n = 0; n < count; n++) {
    const calls = tried.arrive(limit(tried) - Number(tried.fact('inflight')));
    tried.wait(ms);
    tried.end(OK, ...calls);
  }
}
/** Fifty calls show it a minRTT. */
function measured(tried: TriedGate, ms: number): void {
  rounds(tried, 16, ms);
  const calls = tried.arrive(2);
  tried.wait(ms);
  tried.end(OK, ...calls);
}

test('its defaults are Envoy’s', () => {
  expect(defaultsOf(policy.fields)).toEqual({
    maxConcurrencyLimit: 1_000,
    concurrencyUpdateIntervalMs: 100,
    sampleAggregatePercentile: 50,
    intervalSeconds: 60,
    jitterPercent: 15,
    requestCount: 50,
    minConcurrency: 3,
    bufferPercent: 25,
    fixedValueMs: 0,
  });
});

describe('measuring minRTT', () => {
  test('pins the limit to the lowest until 50 samples have come', () => {
    const tried = envoy();
    rounds(tried, 16, 20);
    expect([limit(tried), tried.fact('window'), tried.fact('min-rtt')]).toEqual([3, 48, 0]);
    expect(tried.fates(5)).toBe('gggrr');
    tried.wait(20);
    tried.end(OK, tried.admitted[48], tried.admitted[49]);
    expect([tried.fact('window'), tried.fact('min-rtt')]).toEqual([0, 20.5]);
  });

  test('leaves out calls that were given up, and takes all others', () => {
    const tried = envoy({ requestCount: 12 });
    const kinds: Outcome[] = ['error', 'timed-out', 'reset', 'fast-failed', 'connection-refused'];
    for (const outcome of kinds) {
      tried.end(CANCELLED, ...tried.arrive(1));
      const [call] = tried.arrive(1);
      tried.wait(1);
      tried.end(outcomeCode(outcome), call);
    }
    expect([tried.fact('window'), tried.fact('inflight')]).toEqual([5, 0]);
  });

  test('comes again after the interval and its jitter, and the limit comes back afterwards', () => {
    const tried = envoy({ intervalSeconds: 1, jitterPercent: 50 });
    measured(tried, 5); // 85 ms
    const begun = tried.lone.sim.now / 1_000;
    rounds(tried, 100, 5);
    const before = limit(tried);
    expect(before).toBeGreaterThan(20);
    while (limit(tried) > 3) rounds(tried, 1, 5);
    const pinned = tried.lone.sim.now / 1_000 - begun;
    expect(pinned).toBeGreaterThanOrEqual(1_000);
    expect(pinned).toBeLessThan(1_510);
    measured(tried, 5);
    expect(limit(tried)).toBeGreaterThanOrEqual(before);
  });

  test('throws away what started before', () => {
    const tried = envoy({ intervalSeconds: 1, jitterPercent: 0, requestCount: 1, minConcurrency: 10 });
    rounds(tried, 1, 5);
    tried.wait(900);
    const early = tried.arrive(5);
    tried.wait(200);
    expect(tried.fact('refused')).toBe(0);
    tried.end(OK, ...early);
    expect(tried.fact('window')).toBe(0);
    tried.end(OK, ...tried.arrive(1));
    expect(tried.fact('min-rtt')).toBe(0.001);
  });

  test('comes at once when five updates in a row left the limit at its lowest', () => {
    const tried = envoy({ jitterPercent: 0 });
    measured(tried, 10);
    const update = (): string => {
      const calls = tried.arrive(3);
      tried.wait(80);
      tried.end(OK, ...calls);
      tried.wait(20);
      return tried.lone.gate.explain()[1].label;
    };
    const labels = Array.from({ length: 6 }, update);
    expect(labels.map((label) => label.includes('measured'))).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  test('is left out with a fixed value', () => {
    const tried = envoy({ fixedValueMs: 10 });
    expect(tried.fact('min-rtt')).toBe(10);
    rounds(tried, 100, 10);
    expect(limit(tried)).toBeGreaterThan(30);
  });
});

describe('the limit', () => {
  test.each([
    // sampleRTT in ms (its bin's middle), gradient, limit from 3
    ['as fast as minRTT', 10, 1.25, 5],
    ['much faster', 2, 2, 8],
    ['twice as slow', 20, 0.64, 3],
  ])('%s: one update gives %d', (_how, ms, gradient, next) => {
    const tried = envoy({ concurrencyUpdateIntervalMs: 100 });
    measured(tried, 10);
    rounds(tried, 1, ms);
    tried.wait(100 - ms);
    expect(tried.fact('gradient')).toBeCloseTo(gradient, 2);
    expect(limit(tried)).toBe(next);
  });

  test('does not change by an empty window', () => {
    const tried = envoy();
    measured(tried, 10);
    rounds(tried, 1, 10);
    tried.wait(90);
    const before = limit(tried);
    tried.wait(5_000);
    expect(limit(tried)).toBe(before);
  });

  test('never exceeds the highest, and nobody is cancelled when it falls', () => {
    const tried = envoy({ maxConcurrencyLimit: 40 });
    measured(tried, 10);
    rounds(tried, 100, 10);
    expect(limit(tried)).toBe(40);
    tried.wait(100);
    const calls = tried.arrive(40);
    tried.wait(30);
    tried.end(OK, ...calls.slice(0, 20));
    tried.wait(100);
    expect(limit(tried)).toBe(24); // 40 / 2, and its root
    expect(tried.fact('inflight')).toBe(20);
  });
});

/** Envoy's controller in plain words, for one update interval of 100 ms and an interval of 2 s without jitter. */
class Model {
  limit = 3;
  private deferred: number | undefined = 3;
  private minRtt = 0;
  private samples: number[] = [];
  private epoch = 0;
  private atLowest = 0;
  private updateAt = 100_000;
  private measureAt = Infinity;

  /** What its timers do up to a time. */
  reach(now: number): void {
    for (;;) {
      const at = Math.min(this.updateAt, this.measureAt);
      if (at > now) return;
      if (this.measureAt <= this.updateAt) this.measure(at);
      else if (this.deferred !== undefined) this.updateAt = Infinity;
      else this.update(at);
    }
  }

  ended(start: number, now: number): void {
    if (start < this.epoch) return;
    this.samples.push(now - start);
    if (this.deferred === undefined || this.samples.length < 50) return;
    this.minRtt = this.median();
    this.limit = this.deferred;
    this.deferred = undefined;
    this.atLowest = 0;
    [this.measureAt, this.updateAt] = [now + 2_000_000, now + 100_000];
  }

  private measure(at: number): void {
    this.measureAt = Infinity;
    if (this.deferred !== undefined) return;
    [this.deferred, this.limit, this.samples, this.epoch, this.atLowest] = [this.limit, 3, [], at, 0];
  }

  private update(at: number): void {
    this.updateAt = at + 100_000;
    if (this.samples.length === 0) return;
    const gradient = Math.min(2, Math.max(0.5, (this.minRtt * 1.25) / this.median()));
    const before = this.limit;
    this.limit = Math.floor(before * gradient + Math.sqrt(before * gradient));
    this.limit = Math.max(3, Math.min(60, this.limit));
    this.atLowest = before === 3 && this.limit === 3 ? this.atLowest + 1 : 0;
    if (this.atLowest >= 5) this.measureAt = at;
  }

  /** By decimal text: two leading digits make a bin, the median lies in it by rank. */
  private median(): number {
    const bin = (micros: number): [left: number, width: number] => {
      const text = micros.toExponential(20);
      const [digits, exponent] = text.split('e');
      const width = Number(`1e${Number(exponent) - 1}`);
      return [Math.floor(Number(digits) * 10 + 1e-9) * width, width];
    };
    const sorted = this.samples.sort((a, b) => a - b);
    const rank = sorted.length / 2;
    const [left, width] = bin(sorted[Math.ceil(rank) - 1]);
    const below = sorted.filter((micros) => micros < left - width / 1e6).length;
    const within = sorted.filter((micros) => bin(micros)[0] === left).length;
    this.samples = [];
    return Math.floor(left + ((rank - below) / within) * width + 1e-9);
  }
}

test.each(SEEDS)('seed %i: decides as its controller, call by call', (seed) => {
  const tried = envoy({ intervalSeconds: 2, jitterPercent: 0, maxConcurrencyLimit: 60 });
  const model = new Model();
  const random = new Stream(new Int32Array(4));
  random.seed(seed, 'envoy');
  const calls: { call: Frame; start: number }[] = [];
  const differences: string[] = [];
  const limits = new Set<number>();
  for (let step = 0; step < 6_000; step++) {
    const { now } = tried.lone.sim;
    if (random.chance(Math.floor(step / 700) % 2 === 0 ? 0.65 : 0.4)) {
      const [call] = tried.arrive(1);
      if ((call !== NONE) !== calls.length < model.limit) differences.push(`step ${step}: admission`);
      if (call !== NONE) calls.push({ call, start: now });
    } else if (calls.length > 0) {
      const [{ call, start }] = calls.splice(random.below(calls.length), 1);
      tried.end(OK, call);
      model.ended(start, now);
    }
    tried.lone.wait(1 + random.below(4_000));
    model.reach(tried.lone.sim.now);
    if (limit(tried) !== model.limit) differences.push(`step ${step}: ${limit(tried)} not ${model.limit}`);
    limits.add(model.limit);
  }
  expect(differences).toEqual([]);
  expect(limits.size).toBeGreaterThan(8);
});
