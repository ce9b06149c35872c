import { expect, test } from 'vitest';
import { OUT } from '#lib/engine/endpoints.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { areEquallyLikely, exceptions } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';

function balancerOf(hosts: number, seed: number) {
  const lone = new LoneHosts(hosts, { seed });
  const balancer = create(lone.build({}), lone.endpoints);
  balancer.reset();
  const picks = (count: number) => Array.from({ length: count }, () => balancer.pick(lone.call()));
  return { lone, picks };
}

test('each host is picked as often as any other', () => {
  const holds = (seed: number) => areEquallyLikely(balancerOf(5, seed).picks(2_000), 5);
  expect(exceptions(holds)).toEqual([]);
});

test('whom a call goes to does not depend on whom the last one went to', () => {
  const holds = (seed: number) => {
    const picks = balancerOf(3, seed).picks(4_501);
    const pairs = picks.slice(1).map((host, i) => picks[i] * 3 + host);
    return areEquallyLikely(pairs, 9);
  };
  expect(exceptions(holds)).toEqual([]);
});

test('a host that is out is not picked, and with nobody in rotation nobody is', () => {
  const { lone, picks } = balancerOf(3, 1);
  lone.endpoints.mark(1, OUT.ejected, true);
  expect(new Set(picks(100))).toEqual(new Set([0, 2]));
  lone.endpoints.set([]);
  expect(picks(1)).toEqual([NONE]);
});
