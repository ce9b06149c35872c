import { expect, test } from 'vitest';
import { bars, type Stretch } from './geometry.ts';

const same = (micros: number) => micros;

function stretch(fromMicros: number, toMicros: number, state: string): Stretch<string> {
  return { fromMicros, toMicros, state };
}

test('a stretch is as wide as it is long', () => {
  expect(bars([stretch(0, 40, 'closed'), stretch(40, 100, 'open')], same)).toEqual([
    { x: 0, width: 40, state: 'closed' },
    { x: 40, width: 60, state: 'open' },
  ]);
});

test('a moment is wide enough to be seen, at the cost of what follows', () => {
  const drawn = bars(
    [stretch(0, 50, 'closed'), stretch(50, 50.1, 'open'), stretch(50.1, 90, 'closed')],
    same,
  );
  expect(drawn.map(({ x, width }) => [x, width])).toEqual([
    [0, 50],
    [50, 2],
    [52, 38],
  ]);
});

test('a thousand flickers make no more bars than fit', () => {
  const flickers = Array.from({ length: 1_000 }, (_, i) => stretch(i / 10, (i + 1) / 10, String(i)));
  expect(bars(flickers, same).length).toBeLessThanOrEqual(51);
});
