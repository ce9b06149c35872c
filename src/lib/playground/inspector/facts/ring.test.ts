import { describe, expect, test } from 'vitest';
import type { Fact, RingMark } from '#lib/base/fact.ts';
import { ringOf, spokenRing } from './ring.ts';

const many = (count: number): RingMark[] => Array.from({ length: count }, () => 'ok');

describe('the ring of results', () => {
  test.each<[what: string, fact: Pick<Fact, 'ring' | 'of' | 'unit'>, marks: number, places: number]>([
    ['an empty one of known size', { ring: [], of: 10 }, 0, 10],
    ['a half-full one', { ring: many(4), of: 10 }, 4, 10],
    ['one of unknown size', { ring: many(4) }, 4, 4],
    ['a share of 100 %', { ring: many(4), of: 100, unit: '%' }, 4, 4],
    ['a window of thousands', { ring: many(3_000), of: 10_000 }, 100, 100],
  ])('%s keeps the places that it can fill', (_, fact, marks, places) => {
    const ring = ringOf(fact);
    expect([ring.marks.length, ring.places]).toEqual([marks, places]);
  });

  test('draws the latest when there are too many, and counts all', () => {
    const ring = ringOf({ ring: ['failed', ...many(100)] });
    expect(ring.marks).not.toContain('failed');
    expect(ring.counts).toEqual([
      { mark: 'ok', count: 100 },
      { mark: 'failed', count: 1 },
    ]);
  });

  test('can be said', () => {
    expect(spokenRing(ringOf({ ring: ['ok', 'slow', 'ok', 'slow-failed'] }))).toBe(
      '2 ok, 1 slow, 1 slow and failed; the latest slow and failed',
    );
    expect(spokenRing(ringOf({ ring: [] }))).toBe('none remembered');
  });
});
