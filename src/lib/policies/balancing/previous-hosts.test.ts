import { describe, expect, test } from 'vitest';
import { OK } from '#lib/base/outcomes.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import type { Balancer } from '#lib/engine/contract.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import '#lib/policies/all-behaviours.ts';
import { balancers } from '#lib/policies/behaviours.ts';
import { policies } from '#lib/policies/policies.ts';
import { fillTable, preferenceOf } from './maglev/table.ts';
import { xxHash64 } from './xxhash64.ts';

const HOSTS = 3;

class Tried {
  readonly lone: LoneHosts;
  readonly balancer: Balancer;

  constructor(name: string, most: number, config: object = {}, seed = 1) {
    this.lone = new LoneHosts(HOSTS, { seed });
    const { fields } = policies.find(({ family, policy }) => family === 'balancing' && policy === name)!;
    const settings = { ...defaultsOf(fields), hostSelectionRetryMaxAttempts: most, ...config };
    this.balancer = balancers.get(name)!(this.lone.build(settings) as never, this.lone.endpoints);
    this.balancer.reset();
  }

  /** A retry of a client's call that was sent to the hosts of the mask; it ends at once. */
  retry(mask: number, client = 0): number {
    const { lone, balancer } = this;
    const { frames } = lone.sim;
    const request = lone.call(client);
    const attempt = lone.call(client);
    frames.parent[attempt] = request;
    frames.base[attempt] = 1;
    frames.tried[request] = mask;
    const picked = balancer.pick(attempt);
    frames.free(request);
    lone.end(lone.send(attempt, picked), OK, balancer);
    return picked;
  }
}

const weights = [{ weight: 3 }, { weight: 2 }, { weight: 2 }];

describe.each([
  ['envoy-round-robin', {}],
  ['envoy-round-robin', { weights }],
  ['least-request', {}],
  ['least-request', { weights }],
  ['zone-preference', { minClusterSize: 1 }],
])('%s %j', (name, config) => {
  test.each([0, 1, 2, 5])('draws at most %i times more while it draws a host that was tried', (most) => {
    for (let seed = 1; seed <= 20; seed++) {
      const tried = new Tried(name, most, config, seed);
      // Of the same seed, and asked once for every draw.
      const plain = new Tried(name, 0, config, seed);
      for (let i = 0; i < 40; i++) {
        const mask = i % 8;
        let drawn = plain.retry(0);
        for (let again = 0; again < most && (mask & (1 << drawn)) !== 0; again++) drawn = plain.retry(0);
        expect(tried.retry(mask)).toBe(drawn);
      }
    }
  });
});

test('a first try goes wherever it is drawn', () => {
  const tried = new Tried('envoy-round-robin', 5);
  expect(new Set([0, 0, 0].map((mask) => tried.retry(mask)))).toEqual(new Set([0, 1, 2]));
});

test('on a ring a retry leaves the host of its key, and falls back to it when none is left', () => {
  const tried = new Tried('ring-hash', 5, { hashKey: { is: 'client' } });
  let elsewhere = 0;
  for (let client = 0; client < 100; client++) {
    const own = tried.retry(0, client);
    if (tried.retry(1 << own, client) !== own) elsewhere++;
    expect(tried.retry(1 << own, client)).toBe(tried.retry(1 << own, client));
  }
  // Six neighbours in a row are of one host in about one of 3^5 places.
  expect(elsewhere).toBeGreaterThanOrEqual(97);
  expect(new Tried('ring-hash', 0, { hashKey: { is: 'client' } }).retry(7)).toBe(tried.retry(0));
});

test('Maglev asks for hash ^ (2^64 - n) the n-th time', () => {
  const tried = new Tried('maglev', 5, { hashKey: { is: 'client' } });
  const table = new Uint8Array(65_537);
  fillTable(
    table,
    [0, 1, 2].map((slot) => preferenceOf(slot, `host ${slot + 1}`, 1, table.length)),
  );
  for (let client = 0; client < 200; client++) {
    const hash = xxHash64(`client-${client}`);
    const at = (n: bigint) => table[Number((n === 0n ? hash : hash ^ (2n ** 64n - n)) % 65_537n)];
    const mask = 1 << at(0n);
    const wanted = [1n, 2n, 3n, 4n, 5n].map(at).find((slot) => (mask & (1 << slot)) === 0) ?? at(5n);
    expect(tried.retry(mask, client)).toBe(wanted);
  }
});
