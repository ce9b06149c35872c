import { expect, test } from 'vitest';
import measured from '#lib/learn/comparison/measured.json';
import { library } from '../bundled.ts';

test('the page shows the mechanisms side by side, and what an interval costs, as they are measured today', () => {
  const { estate, mechanisms, tradeOff } = measured;
  const renew = 'run npm run -s halfopen -- compare > src/lib/learn/comparison/measured.json';
  expect({ estate, mechanisms, tradeOff }, renew).toEqual(library.staleness.comparedFigures());
});
