import { describe, expect, it } from 'vitest';
import { hashText } from './hash.ts';

describe('hashText', () => {
  it('is a fixed function of text and seed', () => {
    expect([
      hashText(''),
      hashText('n3/arrivals'),
      hashText('n3/arrivals', 1),
      hashText('\u{1f600}'),
    ]).toEqual([0, 3_938_070_778, 1_310_227_135, 1_242_861_745]);
  });

  it('has about as many collisions among 100,000 ids as chance allows', () => {
    const seen = new Set<number>();
    for (let node = 0; node < 1_000; node++) {
      for (let concern = 0; concern < 100; concern++) seen.add(hashText(`n${node}/${concern}`));
    }
    expect(100_000 - seen.size).toBeLessThanOrEqual(6); // 1.2 are expected
  });

  it('flips about half of its bits when one character changes', () => {
    let flipped = 0;
    for (let i = 0; i < 1_000; i++) {
      let difference = hashText(`node${i}`) ^ hashText(`node${i + 1}`);
      for (; difference !== 0; difference &= difference - 1) flipped++;
    }
    expect(Math.abs(flipped / 1_000 - 16)).toBeLessThan(0.5);
  });
});
