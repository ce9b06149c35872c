import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, gapSeconds, paceAt, type Score } from './pacing.ts';

interface Span {
  start: number;
  end: number;
}

function score(beats: Span[], marks: number[] = [], knownMicros = 1e9): Score {
  return {
    beats,
    fromMicros: 0,
    knownMicros,
    marks: {
      count: marks.length,
      at: (index) => ({ atMicros: marks[index] }),
      before: (micros) => marks.filter((mark) => mark < micros).length,
    },
  };
}

describe('pace', () => {
  test('a hop takes 0.6 s, however short it is', () => {
    expect(advance(score([{ start: 0, end: 800 }]), 0, 0.3)).toBeCloseTo(400, 6);
    expect(advance(score([{ start: 0, end: 800 }]), 0, 0.6)).toBeCloseTo(800, 6);
    expect(advance(score([{ start: 0, end: 1 }]), 0, 0.3)).toBeCloseTo(0.5, 9);
  });

  test('of hops in flight together the shortest takes 0.6 s', () => {
    const { microsPerSecond, untilMicros } = paceAt(
      score([
        { start: 0, end: 1_000 },
        { start: 100, end: 300 },
      ]),
      150,
    );
    expect(microsPerSecond).toBeCloseTo(200 / 0.6, 6);
    expect(untilMicros).toBe(300);
  });

  test('a transition is a beat of 0.6 s', () => {
    const at = advance(score([], [5_000]), 5_000, 0.3);
    expect(at).toBeCloseTo(5_000.5, 6);
    expect(advance(score([], [5_000]), 5_000, 0.6)).toBeCloseTo(5_001, 6);
  });

  test('a gap takes 0.15 s for each doubling of its milliseconds, within 0.15 s and 1.5 s', () => {
    expect(gapSeconds(1)).toBe(0.15);
    expect(gapSeconds(3_000)).toBeCloseTo(0.3, 9);
    expect(gapSeconds(1e9)).toBe(1.5);
    const gap = score([
      { start: 0, end: 1_000 },
      { start: 4_000, end: 5_000 },
    ]);
    expect(advance(gap, 1_000, 0.15)).toBeCloseTo(2_500, 6);
    expect(advance(gap, 2_500, 0.15)).toBeCloseTo(4_000, 6);
  });

  test('the playhead does not pass the known', () => {
    expect(advance(score([], [], 7_000), 0, 60)).toBe(7_000);
    expect(advance(score([], [], 7_000), 9_000, 60)).toBe(9_000);
  });
});

const spans = fc
  .array(fc.tuple(fc.nat(1_000_000), fc.integer({ min: 1, max: 20_000 })), { maxLength: 12 })
  .map((list) =>
    list.map(([start, length]) => ({ start, end: start + length })).sort((a, b) => a.start - b.start),
  );
const marks = fc.array(fc.nat(1_000_000), { maxLength: 5 }).map((list) => list.sort((a, b) => a - b));

test('many small steps of wall time lead where one large step does', () => {
  fc.assert(
    fc.property(spans, marks, fc.double({ min: 0.01, max: 4, noNaN: true }), (beats, marks, seconds) => {
      const played = score(beats, marks);
      let at = 0;
      for (let step = 0; step < 40; step++) at = advance(played, at, seconds / 40);
      const whole = advance(played, 0, seconds);
      expect(Math.abs(at - whole)).toBeLessThanOrEqual(1e-6 * whole + 1e-3);
    }),
  );
});

test('the playhead never goes back', () => {
  fc.assert(
    fc.property(spans, marks, fc.nat(1_000_000), (beats, marks, from) => {
      expect(advance(score(beats, marks), from, 0.016)).toBeGreaterThan(from);
    }),
  );
});
