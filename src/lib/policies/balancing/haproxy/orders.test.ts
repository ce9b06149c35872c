import { expect, test } from 'vitest';
import { exceptions } from '#lib/policies/uniformity.ts';
import { burst, loneHaproxy, mark, names } from './lone-haproxy.ts';

const SECOND = 1e6;
const slow = { serviceMicros: () => 100 * SECOND };

test.each([
  ['roundrobin', [5, 1, 1], 's1 s1 s1 s2 s1 s1 s3'],
  ['roundrobin', [1, 1, 1], 's1 s2 s3'],
  ['roundrobin', [2, 1], 's1 s1 s2'],
  ['static-rr', [5, 1, 1], 's1 s1 s1 s2 s1 s1 s3'],
  ['static-rr', [3, 2, 1], 's1 s1 s2 s1 s2 s3'],
  ['static-rr', [30, 20, 10], 's1 s1 s2 s1 s2 s3'],
  ['roundrobin', [0, 1], 's2 s2'],
] as const)('%s with weights %j goes %s, again and again', (balance, weights, order) => {
  const lone = loneHaproxy(
    weights.map((weight) => ({ weight })),
    { balance },
  );
  const picks = order.split(' ').length;
  for (let round = 0; round < 3; round++) expect(names(lone.slots(picks))).toBe(order);
});

test.each(['roundrobin', 'static-rr', 'leastconn'] as const)(
  '%s shares by weight in the long run',
  (balance) => {
    const lone = loneHaproxy([{ weight: 60 }, { weight: 30 }, { weight: 10 }], { balance });
    if (balance === 'leastconn') return expect(names(lone.slots(3))).toBe('s1 s2 s3');
    const slots = lone.slots(1_000);
    const counts = [0, 1, 2].map((slot) => slots.filter((each) => each === slot).length);
    [600, 300, 100].forEach((share, slot) => expect(Math.abs(counts[slot] - share)).toBeLessThanOrEqual(1));
  },
);

test('random shares by weight: idle servers tie, and the last draw, by weight as well, wins', () => {
  const shares = [0.6, 0.3, 0.1];
  const holds = (seed: number) => {
    const servers = [{ weight: 60 }, { weight: 30 }, { weight: 10 }];
    const slots = loneHaproxy(servers, { balance: 'random' }, { seed }).slots(1_000);
    return shares.every((share, slot) => {
      const count = slots.filter((each) => each === slot).length;
      return Math.abs(count - 1_000 * share) < 3 * Math.sqrt(1_000 * share * (1 - share));
    });
  };
  expect(exceptions(holds)).toEqual([]);
});

test('leastconn: an idle server comes before any busy one, whatever the weights; then fewest for the weight', () => {
  const lone = loneHaproxy([{ weight: 10 }, {}], { balance: 'leastconn' }, slow);
  // s1 has 1 of 10 but s2 is idle; then (n + 1) / 10 of s1 stays below 2 / 1 of s2 up to n = 18, and equals it at 19.
  expect(burst(lone, 3)).toBe('s1 s2 s1');
  expect(burst(lone, 17)).toBe(Array.from({ length: 17 }, () => 's1').join(' '));
  expect(burst(lone, 2)).toBe('s2 s1');
});

test('leastconn: of equals the one that has been so for longest', () => {
  const lone = loneHaproxy(
    [{}, {}, {}],
    { balance: 'leastconn' },
    { serviceMicros: (i) => [30, 10, 20][i] ?? 5 },
  );
  expect(burst(lone, 3)).toBe('s1 s2 s3');
  lone.wait(40);
  // They became idle in the order s2, s3, s1.
  expect(burst(lone, 3)).toBe('s2 s3 s1');
});

test('first fills servers in their order', () => {
  const lone = loneHaproxy([{ maxconn: 2 }, { maxconn: 1 }, {}], { balance: 'first' }, slow);
  expect(burst(lone, 5)).toBe('s1 s1 s2 s3 s3');
});

test('static-rr goes on where it was in the map when a server comes up and the map grows', () => {
  const lone = loneHaproxy([{}, {}, {}], { balance: 'static-rr' });
  mark(lone, 2, true);
  expect(names(lone.slots(2))).toBe('s1 s2');
  mark(lone, 2, false);
  // At the end of the map of two, which is the third place of that of three.
  expect(names(lone.slots(3))).toBe('s3 s1 s2');
});

test.each([
  // The first one's weight is the map's size, but all claim its places. So does the product.
  [[3, 3, 7], 's3 s3 s3'],
  [[2, 4, 1, 7], 's4 s4'],
  [[5, 2, 2, 7], 's1 s4 s4 s1 s4'],
  [[3, 1, 1], 's1 s1 s1'],
  [[3, 3, 1], 's1 s2 s1'],
  [[1, 4, 7], 's1'],
])('static-rr with backups %j alone and without allbackups goes %s, again and again', (weights, order) => {
  const lone = loneHaproxy(
    weights.map((weight) => ({ weight, backup: true })),
    { balance: 'static-rr' },
  );
  const picks = order.split(' ').length;
  for (let round = 0; round < 3; round++) expect(names(lone.slots(picks))).toBe(order);
});

test.each(['roundrobin', 'static-rr', 'leastconn', 'first', 'random'] as const)(
  '%s leaves out servers that are down, and has them back',
  (balance) => {
    const lone = loneHaproxy([{}, {}, {}], { balance });
    mark(lone, 0, true);
    expect(lone.slots(30)).not.toContain(0);
    mark(lone, 1, true);
    mark(lone, 2, true);
    expect(names(lone.slots(2))).toBe('- -');
    for (const slot of [0, 1, 2]) mark(lone, slot, false);
    const slots = lone.slots(30);
    expect(slots).toContain(0);
    if (balance !== 'first') expect([...new Set(slots)].sort()).toEqual([0, 1, 2]);
  },
);

test.each([
  [false, 's2 s2 s2 s2'],
  [true, 's2 s3 s2 s3'],
])('without an active server the first backup takes all; with allbackups %s: %s', (allbackups, order) => {
  const lone = loneHaproxy([{}, { backup: true }, { backup: true }], { allbackups });
  expect(names(lone.slots(2))).toBe('s1 s1');
  mark(lone, 0, true);
  expect(names(lone.slots(4))).toBe(order);
  mark(lone, 1, true);
  expect(names(lone.slots(2))).toBe('s3 s3');
  mark(lone, 0, false);
  expect(names(lone.slots(2))).toBe('s1 s1');
});

test('a server in slow start has a sixteenth of its weight, then more by whole seconds, then all', () => {
  const lone = loneHaproxy([{ weight: 100, slowstartMs: 4_000 }, { weight: 100 }]);
  const weight = () => lone.balancer.explain().find(({ key }) => key === 'weight')!.bars![0];
  expect(weight().value).toBe(1_600);
  mark(lone, 0, true);
  expect(weight()).toMatchObject({ value: 0, note: 'down' });
  lone.wait(2.5 * SECOND);
  mark(lone, 0, false);
  expect(weight()).toMatchObject({ value: 100, note: 'slow start' });
  const climbing = Array.from({ length: 5 }, () => {
    lone.wait(SECOND);
    return weight().value;
  });
  // (16 s + 4) / 4 sixteenths after s seconds.
  expect(climbing).toEqual([500, 900, 1_300, 1_600, 1_600]);
  expect(weight().note).toBe('');
});

test('servers that discovery lists late start at once with full weight; so do those of a process that restarts', () => {
  const lone = loneHaproxy([{ slowstartMs: 4_000 }, {}]);
  const weights = () =>
    lone.balancer
      .explain()
      .find(({ key }) => key === 'weight')!
      .bars!.map(({ value }) => value);
  lone.endpoints.set([2]);
  lone.balancer.reset();
  lone.endpoints.clear();
  lone.endpoints.set([1, 2]);
  expect(weights()).toEqual([16, 16]);
  mark(lone, 0, true);
  mark(lone, 0, false);
  expect(weights()).toEqual([1, 16]);
  lone.balancer.reset();
  lone.endpoints.clear();
  expect(weights()).toEqual([16, 16]);
});
