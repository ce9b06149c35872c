import { expect, test } from 'vitest';
import { markers } from './markers.ts';

const line = (atMicros: number, text: string) => ({ atMicros, text, owner: 'n1' });

test('a label that would run into another, or over the border, is left out', () => {
  const placed = markers(
    [line(0, 'ten chars.'), line(50, 'hidden'), line(90, 'shown'), line(190, 'over')],
    (m) => m,
    200,
  );
  expect(placed.map(({ labelled }) => labelled)).toEqual([true, false, true, false]);
  expect(placed[1].x).toBe(50);
});
