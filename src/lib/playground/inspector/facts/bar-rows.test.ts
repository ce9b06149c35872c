import { expect, test } from 'vitest';
import { barRows } from './bar-rows.ts';

const row = (value: number, rest = {}) => ({ label: 'a', value, ...rest });

test('bars without a full length are measured by the longest of them', () => {
  expect(barRows([row(5), row(10), row(0)]).rows.map(({ filled }) => filled)).toEqual([0.5, 1, 0]);
});

test.each<[what: string, bar: object, filled: number, bad: number]>([
  ['its own full length', { value: 5, of: 20 }, 0.25, 0],
  ['a part in trouble', { value: 5, of: 10, bad: 2 }, 0.5, 0.2],
  ['more trouble than there is of it', { value: 5, of: 10, bad: 9 }, 0.5, 0.5],
  ['more than its full length', { value: 15, of: 10 }, 1, 0],
  ['a value below nothing', { value: -1, of: 10 }, 0, 0],
  ['nothing at all', { value: 0 }, 0, 0],
])('a bar of %s stays within its box', (_, bar, filled, bad) => {
  const [{ filled: drawn, bad: drawnBad }] = barRows([row(0, bar)]).rows;
  expect([drawn, drawnBad]).toEqual([filled, bad]);
});

test('of very many bars the rest is counted', () => {
  const { rows, more } = barRows(Array.from({ length: 40 }, () => row(1)));
  expect([rows.length, more]).toEqual([32, 8]);
});
