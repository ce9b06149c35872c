import { expect, test } from 'vitest';
import { halves, xxHash64 } from '#lib/policies/balancing/xxhash64.ts';
import { Ring, roomOf } from './ring.ts';

function ringOf(
  weights: readonly number[],
  sizes = { minimum: 1_024, maximum: 8_388_608 },
  prefix = 'Order-',
) {
  const room = roomOf(weights, sizes);
  const views = {
    highs: new Int32Array(room),
    lows: new Int32Array(room),
    slots: new Uint8Array(room),
    size: new Int32Array(1),
  };
  const names = weights.map((_, slot) => `${prefix}${slot + 1}`);
  const ring = new Ring(views, names, weights, sizes);
  const owners = (keys: number) =>
    Array.from({ length: keys }, (_, key) => ring.slotAt(ring.find(...halves(xxHash64(`user-${key}`)))));
  return { ring, owners, room };
}

test.each([
  [[1, 1, 1], 1_024, 8_388_608, 1_026],
  [[1, 1], 1_024, 8_388_608, 1_024],
  [[1, 1, 1, 1, 1], 3, 8_388_608, 5],
  [[1, 2], 2, 8_388_608, 3],
  [[1, 2, 3], 1_024, 8_388_608, 1_026],
  [[1, 1, 1], 1_024, 100, 100],
])('weights %j with sizes %i to %i make a ring of %i points', (weights, minimum, maximum, size) => {
  const { ring, room } = ringOf(weights, { minimum, maximum });
  ring.build(weights.map((_, slot) => slot));
  expect(ring.size).toBe(size);
  expect(size).toBeLessThanOrEqual(room);
});

test('a key belongs to the first point at or after it, and after the last one to the first', () => {
  const { ring, owners } = ringOf([1, 1, 1], { minimum: 6, maximum: 6 }, 'h');
  ring.build([0, 1, 2]);
  const points = [0, 1, 2]
    .flatMap((slot) => [0, 1].map((i) => ({ hash: xxHash64(`h${slot + 1}_${i}`), slot })))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const byWalk = (hash: bigint) => (points.find((point) => point.hash >= hash) ?? points[0]).slot;
  expect(owners(500)).toEqual(Array.from({ length: 500 }, (_, key) => byWalk(xxHash64(`user-${key}`))));
  for (const { hash, slot } of points) expect(ring.slotAt(ring.find(...halves(hash)))).toBe(slot);
});

test('with as many points a host as before, only the keys of the host that goes move', () => {
  const { ring, owners } = ringOf([1, 1, 1, 1, 1], { minimum: 1, maximum: 8_388_608 });
  ring.build([0, 1, 2, 3, 4]);
  const before = owners(5_000);
  ring.build([0, 1, 3, 4]);
  const after = owners(5_000);
  before.forEach((owner, key) => {
    if (owner === 2) expect(after[key]).not.toBe(2);
    else expect(after[key]).toBe(owner);
  });
});

/** Names by which hosts were placed, chosen beforehand. */
const PREFIXES = Array.from({ length: 10 }, (_, i) => `service${i}-`);

test('a ring that keeps its size gives those who stay new points, to which some keys of others move', () => {
  const moved = PREFIXES.map((prefix) => {
    const { ring, owners } = ringOf([1, 1, 1, 1, 1], undefined, prefix);
    ring.build([0, 1, 2, 3, 4]);
    const before = owners(5_000);
    ring.build([0, 1, 3, 4]);
    const after = owners(5_000);
    const stayed = before.flatMap((owner, key) => (owner === 2 ? [] : [owner === after[key]]));
    return stayed.filter((each) => !each).length / stayed.length;
  });
  const mean = moved.reduce((sum, each) => sum + each, 0) / PREFIXES.length;
  // 204 new points among the 1,025 old ones come first for a sixth of the keys, and three of four are another’s.
  expect(Math.abs(mean - 0.75 * (204 / (204 + 1_025)))).toBeLessThan(0.01);
});

test('more points are more even', () => {
  const worst = (minimum: number) =>
    PREFIXES.map((prefix) => {
      const { ring } = ringOf([1, 1, 1, 1], { minimum, maximum: 8_388_608 }, prefix);
      ring.build([0, 1, 2, 3]);
      const shares = ring.shares();
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      return Math.max(...shares) * 4;
    }).reduce((sum, each) => sum + each, 0) / PREFIXES.length;
  // A host's arcs vary by one through the root of its points: 256 of them, about 6 %.
  expect(worst(1_024)).toBeLessThan(1.15);
  expect(worst(16)).toBeGreaterThan(1.25);
});

test('a host of three times the weight has three times the keys', () => {
  const { ring, owners } = ringOf([3, 1], { minimum: 4_096, maximum: 8_388_608 });
  ring.build([0, 1]);
  const heavy = owners(4_000).filter((slot) => slot === 0).length;
  expect(Math.abs(heavy / 4_000 - 0.75)).toBeLessThan(0.04);
});
