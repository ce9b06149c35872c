import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { Build } from '#lib/engine/build.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { Host } from '#lib/engine/host.ts';
import { LoneHosts } from '#lib/engine/lone-hosts.ts';
import { exceptions } from '#lib/policies/uniformity.ts';
import { create } from './behaviour.ts';
import { policy, type ZonePreferenceConfig } from './policy.ts';
import { splitOf, zoneAt } from './split.ts';

test.each([
  [[4, 4, 2], [2, 4, 2], 6_250, [0, 1_000, 1_500]],
  [[1, 1], [3, 3], 10_000, [0, 0]],
  [[2, 1], [3, 3], 7_500, [0, 1_667]],
  [[1, 3], [3, 3], 10_000, [0, 0]],
  [[1, 1], [0, 6], 0, [0, 5_000]],
])('callers %j and hosts %j: %i ten-thousandths stay, %j to spare', (callers, hosts, local, residual) => {
  expect(splitOf(callers, hosts)).toEqual({ local, residual });
});

test.each([
  [[0, 1_000, 1_500], 0, 1],
  [[0, 1_000, 1_500], 999, 1],
  [[0, 1_000, 1_500], 1_000, 2],
  [[0, 1_000, 1_500], 1_499, 2],
  [[0, 0, 5], 0, 2],
  [[0, 1, 1, 2], 1, 3],
])(
  'with %j to spare, summed up, the draw %i is zone %i’s: never one without anything to spare',
  (spare, draw, zone) => {
    expect(zoneAt(spare, draw)).toBe(zone);
  },
);

const zones = (names: string) => [...names].map((zone) => ({ zone }));

function balancerOf(hosts: string, callers: string, config: Partial<ZonePreferenceConfig> = {}, seed = 5) {
  const lone = new LoneHosts(hosts.length);
  const settings = {
    ...(defaultsOf(policy.fields) as ZonePreferenceConfig),
    zones: zones(hosts),
    callerZones: zones(callers),
    ...config,
  };
  const place = { owner: 'e1', instance: 0, instances: [...callers], seed };
  const build = new Build(lone.sim, settings, new Host(lone.sim, 0), place);
  const balancer = create(build, lone.endpoints);
  balancer.reset();
  /** Share of calls to each zone, in the order of their names. */
  const shares = (calls: number) => {
    const names = [...new Set(hosts)].sort();
    const picked = Array.from({ length: calls }, () => hosts[balancer.pick(lone.call())]);
    return names.map((name) => picked.filter((zone) => zone === name).length / calls);
  };
  return { lone, balancer, shares };
}

test('with hosts enough in its zone a caller stays there', () => {
  expect(balancerOf('aaabbb', 'ab').shares(300)).toEqual([1, 0]);
  expect(balancerOf('abababab', 'ba').shares(300)).toEqual([0, 1]);
});

/** Whether each share is within three standard deviations of what is expected of so many calls. */
const CALLS = 4_000;
function areNear(shares: readonly number[], expected: readonly number[]): boolean {
  return shares.every(
    (share, i) => Math.abs(share - expected[i]) < 3 * Math.sqrt((expected[i] * (1 - expected[i])) / CALLS),
  );
}

test('otherwise what its zone cannot take goes where there is room', () => {
  // 62.5 % stay; of the rest two thirds go to b, one to c.
  const holds = (seed: number) =>
    areNear(balancerOf('aabbbbcc', 'aaaabbbbcc', {}, seed).shares(CALLS), [0.625, 0.25, 0.125]);
  expect(exceptions(holds)).toEqual([]);
});

test.each([
  ['with fewer than 6 hosts', 'aabbb', 'ab', {}],
  ['with one zone of hosts', 'aaaaaa', 'ab', {}],
  ['with callers in one zone only', 'aaabbb', 'a', {}],
  ['when it is not enabled', 'aaabbb', 'ab', { routingEnabledPercent: 0 }],
])('zones play no part %s', (_, hosts, callers, config) => {
  const { shares, balancer } = balancerOf(hosts, callers, config);
  const counts = [...new Set(hosts)].sort().map((zone) => [...hosts].filter((each) => each === zone).length);
  expect(shares(hosts.length * 10)).toEqual(counts.map((count) => count / hosts.length));
  expect(balancer.explain().length).toBe(4);
});

test('zones in which instances stand go before those of the settings, and are told apart by id', () => {
  const zone = (id: string) => (id === '.' ? null : { id, label: 'Zone' });
  const placed = (hosts: string, callers: string) => {
    const lone = new LoneHosts(hosts.length);
    lone.endpoints.zones = [...hosts].map(zone);
    const place = {
      owner: 'e1',
      instance: 0,
      instances: [...callers],
      zones: [...callers].map(zone),
      seed: 5,
    };
    const settings = defaultsOf(policy.fields) as ZonePreferenceConfig;
    const balancer = create(new Build(lone.sim, settings, new Host(lone.sim, 0), place), lone.endpoints);
    balancer.reset();
    const picked = Array.from({ length: 120 }, () => hosts[balancer.pick(lone.call())]);
    return [...new Set(picked)].sort().join('');
  };
  expect(placed('aaabbb', 'ba')).toBe('b');
  expect(placed('aaabbb', '..')).toBe('ab');
  expect(placed('aaa...', '.a')).toBe('.');
  // By default the settings deal zones a and b in turn, to callers too.
  expect(placed('......', '..')).toBe('.');
});

test('half enabled, half of the calls stay whatever happens and the others take turns', () => {
  const holds = (seed: number) =>
    areNear(balancerOf('aaabbb', 'ab', { routingEnabledPercent: 50 }, seed).shares(CALLS), [0.75, 0.25]);
  expect(exceptions(holds)).toEqual([]);
});

test('with two of six hosts for half of the callers two thirds of the calls stay', () => {
  const holds = (seed: number) => areNear(balancerOf('aabbbb', 'ab', {}, seed).shares(CALLS), [2 / 3, 1 / 3]);
  expect(exceptions(holds)).toEqual([]);
});

test('hosts that are out count no more, and in panic zones play no part', () => {
  const { lone, shares } = balancerOf('aaaabbbb', 'ab');
  expect(shares(100)).toEqual([1, 0]);
  lone.endpoints.mark(0, OUT.ejected, true);
  lone.endpoints.mark(1, OUT.ejected, true);
  // Two of six hosts for half of the callers.
  expect(shares(100)[0]).toBeLessThan(0.9);
  for (const slot of [2, 3, 4]) lone.endpoints.mark(slot, OUT.ejected, true);
  expect(shares(80)).toEqual([0.5, 0.5]);
});
