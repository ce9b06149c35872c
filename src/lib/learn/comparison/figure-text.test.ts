import { expect, test } from 'vitest';
import { derivedText, measuredText, millisecondsText, rateText, secondsText } from './figure-text.ts';

test.each([
  [secondsText(251), '251 s'],
  [secondsText(5.232), '5.2 s'],
  [secondsText(null), 'for ever'],
  [rateText(0.03333), '0.03/s'],
  [rateText(0), '0/s'],
  [millisecondsText(0.0015), '< 0.01 ms'],
  [millisecondsText(0), '0 ms'],
])('%s is written %s', (text, wanted) => {
  expect(text).toBe(wanted);
});

test.each([
  [240.6, 1.195, 181.1, 300.4, 'measured 240.6 ± 3.6 s (181 to 300)'],
  [25.17, 0.1459, 20.39, 30.76, 'measured 25.17 ± 0.44 s (20 to 31)'],
  [512.3, 12.1, 100, 900, 'measured 512 ± 36 s (100 to 900)'],
  [0, 0, 0, 0, 'measured 0.00 ± 0.00 s (0 to 0)'],
])(
  'a mean of %d with a standard error of %d has no more digits than it deserves',
  (mean, standardError, least, most, text) => {
    expect(measuredText({ ...row, mean, standardError, least, most })).toBe(text);
  },
);

test('what was derived is told as it was written down', () => {
  expect(derivedText(row)).toBe('derived 25.5 s (20 to 31)');
});

const row = {
  ...{ id: 'a', mechanism: 'a', system: 'A', event: 'crash', because: '' },
  ...{ expected: { mean: 25.5, min: 20, max: 31 }, bins: [], binsTo: 31 },
  ...{ mean: 0, standardError: 0, least: 0, most: 0 },
};
