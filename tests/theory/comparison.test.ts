import { expect, test } from 'vitest';
import measured from '#lib/learn/comparison/measured.json';
import { library } from '../bundled.ts';

/** Half a minute's work, on a machine that may be busy. */
const timeout = 300_000;

test(
  'the page shows the mechanisms side by side, and what an interval costs, as measured today',
  { timeout },
  () => {
    const { estate, mechanisms, tradeOff } = measured;
    const renew = 'run npm run -s halfopen -- compare > src/lib/learn/comparison/measured.json';
    expect({ estate, mechanisms, tradeOff }, renew).toEqual(library.staleness.comparedFigures());
  },
);
