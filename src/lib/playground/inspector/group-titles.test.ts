import { expect, test } from 'vitest';
import { variant } from '#lib/base/schema.ts';
import { groupTitle } from './group-titles.ts';

const breaker = variant({
  ...{ label: 'Circuit breaker', default: { is: 'none' }, source: 'test' },
  options: { none: { label: 'none', fields: {} }, polly: { label: 'Polly', fields: {} } },
});

test.each([
  ['breaker', 'Circuit breaker | Polly'],
  ['breaker of Order-2', 'Circuit breaker | Polly · Order-2'],
  ['discovery', 'Discovery | '],
  ['discovery of Bank of York', 'Discovery | Bank of York'],
])('%s is headed %s', (title, headed) => {
  const { name, about } = groupTitle(title, { breaker }, { breaker: { is: 'polly' } });
  expect(`${name} | ${about}`).toBe(headed);
});
