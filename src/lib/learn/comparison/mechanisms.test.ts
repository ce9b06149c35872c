import { expect, test } from 'vitest';
import { byMechanism, labelOf } from './mechanisms.ts';

test.each([
  ['kubernetes', 'Kubernetes built-in'],
  ['carrier-pigeon', 'Carrier pigeon'],
  ['constructor', 'Constructor'],
])('%s is called %s', (mechanism, label) => {
  expect(labelOf(mechanism)).toBe(label);
});

test('rows of one mechanism come together, wherever they stood', () => {
  const rows = ['dns', 'eureka', 'dns'].map((mechanism, i) => ({ mechanism, id: i }));
  expect(byMechanism(rows).map(({ label, of }) => [label, of.map(({ id }) => id)])).toEqual([
    ['DNS', [0, 2]],
    ['Eureka', [1]],
  ]);
});
