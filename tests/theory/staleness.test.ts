import { expect, test } from 'vitest';
import measured from '#lib/learn/comparison/measured.json';
import { library } from '../bundled.ts';

/** Named before any of them was run. */
const SEEDS = Array.from({ length: 400 }, (_, i) => i + 1);
const { rows, distributionOf, disagreements, figuresOf } = library.staleness;
const RENEW = 'run npm run -s halfopen -- compare > src/lib/learn/comparison/measured.json';

test.each(rows)('$id: a dead instance is called for as long as the facts derive', (row) => {
  const found = distributionOf(row, SEEDS);
  expect(disagreements(row, found)).toEqual([]);
  // The page shows no figure but what is measured here.
  const shown = measured.rows.find(({ id }) => id === row.id);
  expect(shown, RENEW).toEqual(figuresOf(row, found));
});

test('the page that compares the mechanisms shows these rows, of as many seeds, and no other', () => {
  const ids = measured.rows.map(({ id }) => id).sort();
  expect([measured.seeds, ids], RENEW).toEqual([SEEDS.length, rows.map(({ id }) => id).sort()]);
});

test('what is measured elsewhere than derived is told', () => {
  const [row] = rows;
  const found = distributionOf(row, SEEDS);
  const { mean, min, max } = row.expected;
  expect(disagreements({ ...row, expected: { mean: mean * 1.1, min, max } }, found)[0]).toContain(
    'its mean is',
  );
  expect(disagreements({ ...row, expected: { mean, min, max: mean } }, found)[0]).toContain('is outside');
});
