import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest } from './digest.ts';

type Fact = [type: number, micros: number, subject: number, a: number, b: number];

function digestOf(facts: Fact[]): string {
  const clock = { now: 0 };
  const digest = new Digest(new Int32Array(2), clock);
  for (const [type, micros, subject, a, b] of facts) {
    clock.now = micros;
    digest.add(type, subject, a, b);
  }
  return digest.text();
}

const uint32 = fc.integer({ min: 0, max: 4_294_967_295 });
const fact: fc.Arbitrary<Fact> = fc.tuple(uint32, fc.maxSafeNat(), uint32, uint32, uint32);

describe('Digest', () => {
  it('is a fixed function of the facts', () => {
    expect(digestOf([])).toBe('0000000000000000');
    expect(digestOf([[1, 2, 3, 4, 5]])).toBe('d5ee395d49e8c258');
    expect(
      digestOf([
        [1, 2, 3, 4, 5],
        [6, 7_000_000_000_000, 4_294_967_295, 9, 10],
      ]),
    ).toBe('050158bb52eeab7f');
  });

  it('changes when any one field of a fact changes', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 5 }), fact, fact, fc.nat(4), (before, one, other, field) => {
        fc.pre(one[field] !== other[field]);
        const changed: Fact = [...one];
        changed[field] = other[field];
        expect(digestOf([...before, changed])).not.toBe(digestOf([...before, one]));
      }),
    );
  });

  it('changes when two facts change places, and when one is told twice', () => {
    fc.assert(
      fc.property(fact, fact, (one, other) => {
        fc.pre(one.some((value, field) => value !== other[field]));
        expect(digestOf([one, other])).not.toBe(digestOf([other, one]));
        expect(digestOf([one, one])).not.toBe(digestOf([one]));
      }),
    );
  });

  it('counts facts that are all zeros', () => {
    const texts = Array.from({ length: 100 }, (_, n) => digestOf(Array<Fact>(n).fill([0, 0, 0, 0, 0])));
    expect(new Set(texts).size).toBe(100);
  });

  it('has no equal texts among 100,000 small facts', () => {
    const texts = new Set<string>();
    for (let a = 0; a < 100; a++) {
      for (let b = 0; b < 100; b++) {
        for (let micros = 0; micros < 10; micros++) texts.add(digestOf([[1, micros, 2, a, b]]));
      }
    }
    expect(texts.size).toBe(100_000);
  });

  it('goes on from its two words alone', () => {
    const words = new Int32Array(2);
    new Digest(words, { now: 2 }).add(1, 3, 4, 5);
    const later = new Digest(words.slice(), { now: 7 });
    later.add(6, 8, 9, 10);
    expect(later.text()).toBe(
      digestOf([
        [1, 2, 3, 4, 5],
        [6, 7, 8, 9, 10],
      ]),
    );
  });
});
