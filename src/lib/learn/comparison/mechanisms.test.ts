import { expect, test } from 'vitest';
import { byMechanism, labelOf } from './mechanisms.ts';

test.each([
  ['kubernetes', 'Kubernetes built-in'],
  ['carrier-pigeon', 'Carrier pigeon'],
  ['constructor', 'Constructor'],
])('%s is called %s', (mechanism, label) => {
  expect(labelOf(mechanism)).toBe(label);
});

test('rows of one mechanism come together, in the order asked for, and others after them', () => {
  const rows = ['haproxy', 'dns', 'eureka', 'dns'].map((mechanism, i) => ({ mechanism, id: i }));
  expect(
    byMechanism(rows, ['hard-coded', 'eureka', 'dns']).map(({ label, of }) => [
      label,
      of.map(({ id }) => id),
    ]),
  ).toEqual([
    ['Eureka', [2]],
    ['DNS', [1, 3]],
    ['HAProxy checks', [0]],
  ]);
});
