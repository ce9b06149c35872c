import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { create } from './behaviour.ts';
import { policy, type EnvoyRoundRobinConfig } from './policy.ts';

const defaults = defaultsOf(policy.fields) as EnvoyRoundRobinConfig;

function balancerOf(hosts: number, config: Partial<EnvoyRoundRobinConfig> = {}, seed = 1) {
  const lone = new LoneHosts(hosts, { seed });
  const balancer = create(lone.build({ ...defaults, ...config }), lone.endpoints);
  balancer.reset();
  const picks = (count: number) => Array.from({ length: count }, () => balancer.pick(lone.call()));
  return { lone, picks };
}

test('hosts of equal weight take turns, whatever the start', () => {
  const starts = new Set<number>();
  for (let seed = 1; seed <= 20; seed++) {
    const [first, ...rest] = balancerOf(3, {}, seed).picks(7);
    starts.add(first);
    expect(rest).toEqual([1, 2, 3, 4, 5, 6].map((turn) => (first + turn) % 3));
  }
  expect([...starts].sort()).toEqual([0, 1, 2]);
});

test('different weights are served in proportion, evenly spread', () => {
  const picks = balancerOf(3, { weights: [{ weight: 5 }, { weight: 1 }, { weight: 1 }] }).picks(700);
  const counts = [0, 1, 2].map((slot) => picks.filter((each) => each === slot).length);
  [500, 100, 100].forEach((count, slot) => expect(Math.abs(counts[slot] - count)).toBeLessThanOrEqual(2));
  const gaps = picks
    .flatMap((slot, at) => (slot === 1 ? [at] : []))
    .map((at, i, all) => at - (all[i - 1] ?? at));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(8);
});

test('a host that goes is passed over, and one that comes has its turns', () => {
  const { lone, picks } = balancerOf(3);
  picks(5);
  lone.endpoints.mark(1, OUT.ejected, true);
  expect(new Set(picks(6))).toEqual(new Set([0, 2]));
  lone.endpoints.mark(1, OUT.ejected, false);
  expect(new Set(picks(3))).toEqual(new Set([0, 1, 2]));
});
