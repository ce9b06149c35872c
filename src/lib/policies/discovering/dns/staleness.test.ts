import { expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';

/**
 * What the measured table of staleness leaves out.
 * Seeds are named beforehand: each is another moment of the death, anywhere between two caches' periods.
 */
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);
const TTL = 17;
const RATE = 20;
/** A call each 50 ms, every second one to the dead; messages take 1 ms. */
const GRAIN = 0.11;

/** How long after a record was taken out `c` still calls its address; `d` keeps the resolver warm. */
function staleFor(seed: number, callerCache: Config, mechanism: Config = {}, kill = false): number {
  const client = ['client', { ratePerSecond: RATE, arrivals: 'constant' }] as const;
  const dns = { is: 'dns', recordTtlSeconds: TTL, ...mechanism };
  const nodes = {
    c: client,
    d: ['client', { ratePerSecond: 5, arrivals: 'constant' }],
    r: ['registry', { mechanism: dns, operationTime: exactly(0) }],
    s: ['service', { instances: 2, serviceTime: exactly(1) }],
  } as const;
  // The golden section spreads them over the 510 s after which caches of 17 s and 30 s meet again.
  const when = 60 + ((seed * 0.618_034) % 1) * TTL * 30;
  const script = [at(when, kill ? 'kill-instance' : 'stop-instance', 's', {}, 1)];
  const edges = { 'c>s': {}, 'd>s': {}, 'c>r': { callerCache }, 'd>r': {}, 's>r': {} };
  const watched = new Watched(sketch(nodes, edges, script, seed)).run(when + (kill ? 115 : 50));
  const failed = watched.ends.filter(({ source, outcome }) => source === 'c' && outcome !== 'ok');
  return failed.length === 0 ? 0 : Math.max(...failed.map(({ start }) => start)) - when;
}

const none = { is: 'none' };
const uniform = (least: number, most: number) => ({
  mean: (least + most) / 2,
  variance: (most - least) ** 2 / 12,
});
const ttl = uniform(0, TTL);
const jvm = uniform(0, 30);

test.each([
  ['keeps the TTL, behind no other cache', { is: 'ttl' }, { resolver: 'none' }, TTL, ttl.mean, ttl.variance],
  ['keeps nothing, behind dnsmasq', none, { resolver: 'dnsmasq' }, TTL, ttl.mean, ttl.variance],
  ['is a JVM, behind nothing', { is: 'jvm' }, { resolver: 'none' }, 30, jvm.mean, jvm.variance],
] as const)(
  'who %s is stale for up to its TTLs, half as long on average',
  (_, cache, mechanism, most, mean, variance) => {
    const found = SEEDS.map((seed) => staleFor(seed, cache, mechanism));
    expect(Math.max(...found)).toBeLessThanOrEqual(most + GRAIN);
    const average = found.reduce((sum, each) => sum + each, 0) / found.length;
    expect(Math.abs(average - mean)).toBeLessThan(3 * Math.sqrt(variance / SEEDS.length) + GRAIN);
    // The worst is nearly met: the bound is none too wide.
    expect(Math.max(...found)).toBeGreaterThan(0.8 * most);
  },
);

test('without checks a crash is never found out; the record of a crash stays', () => {
  for (const seed of SEEDS.slice(0, 3)) expect(staleFor(seed, none, {}, true)).toBeGreaterThan(114);
});
