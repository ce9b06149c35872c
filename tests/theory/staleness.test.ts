import { expect, test } from 'vitest';
import { library } from '../bundled.ts';

/** Named before any of them was run. */
const SEEDS = Array.from({ length: 400 }, (_, i) => i + 1);
const { rows, distributionOf, disagreements } = library.staleness;

test.each(rows)('$id: a dead instance is called for as long as the facts derive', (row) => {
  expect(disagreements(row, distributionOf(row, SEEDS))).toEqual([]);
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
