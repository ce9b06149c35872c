import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Buckets } from './buckets.ts';

const LISTS = 5;

function pairsOf(buckets: Buckets, list: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let at = buckets.first(list); at !== 0; at = buckets.after(list, at)) {
    pairs.push([buckets.a(at), buckets.b(at)]);
  }
  return pairs;
}

it('keeps each list in the order of its pairs, whatever is appended and emptied meanwhile', () => {
  // Runs of one list, so that lists of several blocks come about.
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ list: fc.nat(LISTS - 1), count: fc.nat(50) }) },
    { weight: 1, arbitrary: fc.record({ list: fc.nat(LISTS - 1), count: fc.constant(-1) }) },
    { weight: 1, arbitrary: fc.record({ list: fc.constant(-1), count: fc.constant(-1) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const buckets = new Buckets(LISTS);
      const model: [number, number][][] = Array.from({ length: LISTS }, () => []);
      let number = 0;
      for (const { list, count } of steps) {
        if (list < 0) {
          buckets.clearAll();
          model.forEach((pairs) => (pairs.length = 0));
        } else if (count < 0) {
          buckets.clear(list);
          model[list].length = 0;
        }
        for (let i = 0; i < count; i++) {
          buckets.append(list, ++number, -number);
          model[list].push([number, -number]);
        }
        model.forEach((pairs, at) => {
          expect(pairsOf(buckets, at)).toEqual(pairs);
          expect(buckets.isSingle(at)).toBe(pairs.length === 1);
        });
      }
    }),
    { numRuns: 100 },
  );
});

it('uses the room of what was emptied again', () => {
  const buckets = new Buckets(2);
  const room = (): number => {
    for (let i = 0; i < 100; i++) for (const list of [0, 1]) buckets.append(list, i, i);
    const first = Math.max(buckets.first(0), buckets.first(1));
    for (const list of [0, 1]) buckets.clear(list);
    return first;
  };
  const firsts = Array.from({ length: 1_000 }, room);
  expect(Math.max(...firsts)).toBe(Math.max(...firsts.slice(0, 20)));
});
