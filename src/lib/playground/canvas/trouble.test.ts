import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { house } from '#lib/scenario/house.ts';
import { troubleOf } from './trouble.ts';

const act = (atMicros: number, fault: string, config = {}, target = 'n1') => ({
  ...{ atMicros, fault, target, config },
});
const script = [
  act(10, 'fail-share'),
  act(20, 'add-latency', { extraMs: 2000 }),
  act(30, 'fail-share', { percent: 0 }),
  act(40, 'add-latency', { extraMs: 0 }),
  act(50, 'fail-share', {}, 'n2'),
];

test.each([
  [10, null],
  [11, { state: 'failing', text: 'fails 100 %' }],
  [21, { state: 'failing', text: 'fails 100 % · +2 s' }],
  [31, { state: 'slow', text: '+2 s' }],
  [41, null],
  [60, null],
])('at %d us a card says what the script has done to it: %j', (micros, trouble) => {
  expect(troubleOf(script, 'n1', micros, { ok: 0, bad: 0 }, house.faults)).toEqual(trouble);
});

test.each([
  [{ ok: 96, bad: 4 }, null],
  [{ ok: 95, bad: 5 }, '5 % not ok'],
  [{ ok: 0, bad: 30 }, '100 % not ok'],
])('bad answers that nobody ordered are marked from their share on: %j', (counted, text) => {
  expect(troubleOf([], 'n1', 60, counted, house.faults)?.text ?? null).toBe(text);
});

test('less than a second is told in milliseconds', () => {
  const slowed = [act(10, 'add-latency', { extraMs: 250 })];
  expect(troubleOf(slowed, 'n1', 11, { ok: 9, bad: 0 }, house.faults)?.text).toBe('+250 ms');
});
