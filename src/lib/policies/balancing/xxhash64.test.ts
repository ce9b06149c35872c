import { expect, test } from 'vitest';
import { halves, xxHash64 } from './xxhash64.ts';

/** The reference implementation's values; the longest uses whole stripes and every kind of rest. */
test.each([
  ['', 0n, 0xef46db3751d8e999n],
  ['a', 0n, 0xd24ec4f1a98c6e5bn],
  ['abc', 0n, 0x44bc2cf5ad770999n],
  ['xxhash', 0n, 0x32dd38952c4bc720n],
  ['xxhash', 20141025n, 0xb559b98d844e0635n],
  ['Nobody inspects the spammish repetition', 0n, 0xfbcea83c8a378bf1n],
])('the hash of “%s” with seed %s is the reference’s', (text, seed, hash) => {
  expect(xxHash64(text, seed)).toBe(hash);
});

test('its halves are two uint32', () => {
  expect(halves(0x9e3779b185ebca87n)).toEqual([0x9e3779b1, 0x85ebca87]);
});
