import { expect, test } from 'vitest';
import { Coalesced } from './coalesced.ts';

test('the first value passes at once, of a quick succession only the newest follows', () => {
  const { taken, values, tick } = setUp();
  for (const value of [1, 2, 3]) values.push(value);
  expect(taken).toEqual([1]);
  tick();
  expect(taken).toEqual([1, 3]);
  values.push(4);
  expect(taken).toEqual([1, 3]);
  tick();
  tick();
  values.push(5);
  expect(taken).toEqual([1, 3, 4, 5]);
});

test('a flush hands over what waits, once', () => {
  const { taken, values, tick } = setUp();
  values.push(1);
  values.push(2);
  values.flush();
  values.flush();
  tick();
  expect(taken).toEqual([1, 2]);
});

function setUp() {
  const taken: number[] = [];
  let due: (() => void) | null = null;
  const clock = {
    set: (act: () => void) => {
      due = act;
      return act;
    },
    clear: () => {
      due = null;
    },
  };
  const tick = () => {
    const act = due;
    due = null;
    act?.();
  };
  return { taken, tick, values: new Coalesced<number>((value) => taken.push(value), 100, clock) };
}
