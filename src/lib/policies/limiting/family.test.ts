import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { Problems } from '#lib/base/problem.ts';
import { readConfig } from '#lib/base/schema-read.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import '#lib/policies/all-behaviours.ts';
import { limiters, type CreateGate } from '#lib/policies/behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { World } from '#lib/world/world.ts';
import { fatesOf, type Fate } from './replay-arrivals.ts';

const SEED = 1;
const family = policies.filter((policy) => policy.family === 'limiting');
const createOf = (name: string): CreateGate => limiters.get(name)!;

/** What a limiter makes of requests of one client at these ms. */
function fates(name: string, config: object, timesMs: readonly number[]): Fate[] {
  const defaults = defaultsOf(family.find(({ policy }) => policy === name)!.fields);
  const lone = new LoneGate(createOf(name), { ...defaults, key: 'global', ...config });
  return fatesOf(
    lone,
    timesMs.map((atMs) => ({ atMs, client: 0, serviceMs: 0 })),
  );
}
const letIn = (...of: Parameters<typeof fates>) => fates(...of).map(({ admitted }) => admitted);

/** Rates whose interval is a whole number of ms, bursts, and arrivals in whole ms: bunched, so that limits are met. */
const rate = fc.constantFrom(1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 125, 200, 250, 500, 1_000);
const burst = fc.integer({ min: 1, max: 12 });
const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(5), fc.nat(130), fc.nat(1_500)), { maxLength: 60 });
function timesOf(between: readonly number[]): number[] {
  let at = 0;
  return between.map((gap) => (at += gap));
}
const nginx = (perSecond: number, above: number, nodelay: boolean) => ({
  limits: [
    {
      key: 'global',
      rate: perSecond,
      per: 'r/s',
      burst: above,
      delay: 0,
      nodelay,
      zoneKilobytes: 64,
    },
  ],
});

describe('are the same rule in other words', () => {
  test('a token bucket, the leaky meter, GCRA, nginx with nodelay, and Envoy’s bucket', () => {
    fc.assert(
      fc.property(rate, burst, gaps, (r, b, between) => {
        const times = timesOf(between);
        const bucket = letIn(
          'token-bucket',
          { capacity: b, refill: { is: 'continuous', tokensPerSecond: r } },
          times,
        );
        expect(letIn('leaky-meter', { capacity: b, leakPerSecond: r }, times)).toEqual(bucket);
        expect(letIn('gcra', { maxRate: r, per: 'second', maxBurst: b - 1 }, times)).toEqual(bucket);
        expect(letIn('nginx-limit-req', nginx(r, b - 1, true), times)).toEqual(bucket);
        const envoy = { max_tokens: b, tokens_per_fill: r, fill_interval_ms: 1_000, refill: 'atomic' };
        expect(letIn('envoy-local-rate-limit', envoy, times)).toEqual(bucket);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  test('a leaky queue and nginx without nodelay, waits included', () => {
    fc.assert(
      fc.property(rate, burst, gaps, (r, b, between) => {
        const times = timesOf(between);
        const queue = fates('leaky-queue', { capacity: b, leakPerSecond: r }, times);
        expect(fates('nginx-limit-req', nginx(r, b - 1, false), times)).toEqual(queue);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

describe('a sliding log', () => {
  test('lets no more in within any window, and refuses nobody without need', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), gaps, (limit, between) => {
        const times = timesOf(between);
        const decided = letIn('sliding-log', { limit, windowMs: 100 }, times);
        times.forEach((now, index) => {
          const before = times.filter((at, i) => i < index && decided[i] && at > now - 100).length;
          expect(decided[index]).toBe(before < limit);
        });
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test('that keeps refused requests on record locks out who does not slow down', () => {
    const steady = Array.from({ length: 100 }, (_, i) => i * 40);
    const count = (logRejected: boolean) =>
      letIn('sliding-log', { limit: 2, windowMs: 100, logRejected }, steady).filter(Boolean).length;
    expect(count(true)).toBe(2);
    expect(count(false)).toBe(67);
  });
});

test('a leaky queue lets through at equal gaps, whatever comes', () => {
  fc.assert(
    fc.property(rate, burst, gaps, (r, b, between) => {
      const times = timesOf(between);
      const left = fates('leaky-queue', { capacity: b, leakPerSecond: r }, times)
        .map(({ admitted, delayMs }, i) => (admitted ? times[i] + delayMs : NONE))
        .filter((at) => at !== NONE);
      left.slice(1).forEach((at, i) => expect(at - left[i]).toBeGreaterThanOrEqual(1_000 / r - 0.002));
    }),
    { seed: SEED, numRuns: 100 },
  );
});

describe('a fixed window', () => {
  const edge = [...Array<number>(10).fill(999), ...Array<number>(10).fill(1_000)];

  test.each([
    ['clock', 20],
    ['first-request', 10],
  ])('that begins with the %s lets %i of twice its limit through one window’s edge', (alignment, through) => {
    const config = { limit: 10, windowMs: 1_000, alignment };
    expect(letIn('fixed-window', config, edge).filter(Boolean).length).toBe(through);
  });

  test('has room for its limit and not one more, and is new at its very end', () => {
    const config = { limit: 2, windowMs: 100, alignment: 'clock' };
    expect(letIn('fixed-window', config, [0, 50, 99.999, 100, 100, 100])).toEqual([
      ...[true, true, false],
      ...[true, true, false],
    ]);
  });
});

describe('a sliding counter', () => {
  const minute = (count: number, at: number) => Array<number>(count).fill(at);

  test('has Cloudflare’s example: 42 in the last minute, 18 in 15 s give 49.5, and one more is let in at 50', () => {
    const decided = letIn('sliding-counter', { limit: 50, windowMs: 60_000 }, [
      ...minute(42, 30_000),
      ...minute(20, 75_000),
    ]);
    expect(decided.slice(42)).toEqual([...Array<boolean>(19).fill(true), false]);
  });

  test('refuses at an estimate of exactly the limit', () => {
    const decided = letIn('sliding-counter', { limit: 40, windowMs: 60_000 }, [
      ...minute(40, 30_000),
      ...minute(21, 90_000),
    ]);
    expect(decided.slice(40)).toEqual([...Array<boolean>(20).fill(true), false]);
  });

  test('has forgotten the window before the last', () => {
    const decided = letIn(
      'sliding-counter',
      { limit: 3, windowMs: 1_000 },
      [900, 900, 900, 2_000, 2_000, 2_000],
    );
    expect(decided).toEqual(Array(6).fill(true));
  });
});

describe('a stepped refill', () => {
  test('brings its tokens at once, a continuous one bit by bit', () => {
    const times = [0, 0, 0, 0, 500, 999.999, 1_000, 1_000, 1_000, 1_000];
    const stepped = { capacity: 4, refill: { is: 'stepped', tokens: 3, intervalMs: 1_000 } };
    const drained = [true, true, true, true];
    expect(letIn('token-bucket', stepped, times)).toEqual([
      ...drained,
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
    const continuous = { capacity: 4, refill: { is: 'continuous', tokensPerSecond: 3 } };
    expect(letIn('token-bucket', continuous, times)).toEqual([
      ...drained,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe.each(family)('$policy', ({ policy, fields }) => {
  const keyed = { ...defaultsOf(fields), ...listOf(policy, 'client') };
  /** Three clients, the third coming rarely, 8 requests every 10 ms. */
  const arrivals = Array.from({ length: 600 }, (_, i) => ({
    atMs: Math.floor(i / 8) * 10,
    client: i % 40 === 0 ? 2 : i % 2,
    serviceMs: 30,
  }));

  test('looking at it moves nothing', () => {
    const plain = fatesOf(new LoneGate(createOf(policy), keyed), arrivals);
    const lone = new LoneGate(createOf(policy), keyed);
    expect(lone.gate.explain().length).toBeGreaterThan(0);
    const watched = fatesOf(lone, arrivals, () => lone.gate.explain());
    expect(watched).toEqual(plain);
    if (policy !== 'resilience4j-rate-limiter') {
      expect(new Set(plain.map(({ admitted }) => admitted)).size).toBe(2);
      const refused = plain.filter(({ admitted }) => !admitted).length;
      expect(lone.gate.explain()).toContainEqual(expect.objectContaining({ key: 'refused', value: refused }));
    }
  });

  test('one client’s requests are nothing to another', () => {
    const alone = arrivals.filter(({ client }) => client === 2);
    const among = fatesOf(new LoneGate(createOf(policy), keyed), arrivals);
    const own = among.filter((_, i) => arrivals[i].client === 2);
    expect(own).toEqual(fatesOf(new LoneGate(createOf(policy), keyed), alone));
  });

  test('at the intake of a service it survives the service’s death, and a snapshot', () => {
    const limiter = { is: policy, ...listOf(policy, 'client') };
    const nodes = {
      a: ['client', { ratePerSecond: 80 }],
      b: ['client', { ratePerSecond: 15 }],
      s: ['service', { instances: 2, limiter }],
    } as const;
    const deaths = [at(1.7, 'kill-instance', 's', {}, 0), at(2, 'restart-instance', 's', {}, 0)];
    const scenario = sketch(nodes, { 'a>s': {}, 'b>s': {} }, deaths);
    const straight = new World(scenario).sim;
    straight.run(8e6);
    const first = new World(scenario).sim;
    first.run(1.65e6);
    const second = new World(scenario).sim;
    second.restore(first.save());
    second.run(8e6);
    expect(second.digest.text()).toBe(straight.digest.text());
    expect(straight.counters.outcomes[OK]).toBeGreaterThan(50);
  });

  test('a restart forgets all', () => {
    const lone = new LoneGate(createOf(policy), { ...keyed, ...listOf(policy, 'global') });
    const drain = () =>
      Array.from({ length: 400 }, () => lone.admit()).filter((call) => call !== NONE).length;
    const first = drain();
    lone.gate.reset();
    expect(lone.gate.explain()).toContainEqual(expect.objectContaining({ key: 'refused', value: 0 }));
    expect(drain()).toBe(first);
  });
});

const presets = family.flatMap(({ policy, fields, presets = [] }) =>
  presets.map((preset) => ({ policy, fields, ...preset })),
);

test.each(presets)('the preset $policy/$name sets every option, within its range', ({ fields, config }) => {
  const problems = new Problems();
  expect(readConfig(fields, config, '', problems)).toEqual(config);
  expect(problems.list).toEqual([]);
  expect(Object.keys(config).sort()).toEqual(Object.keys(fields).sort());
});

/** The key of a limiter, and of the limits in its list. */
function listOf(name: string, key: string): object {
  const usual = defaultsOf(family.find(({ policy }) => policy === name)!.fields).limits;
  if (!Array.isArray(usual)) return { key };
  return { limits: (usual as object[]).map((limit) => ({ ...limit, key })) };
}
