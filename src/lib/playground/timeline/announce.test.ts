import { expect, test } from 'vitest';
import { FAKE_PLAN } from '#lib/playground/player/fixtures/fake-worker.ts';
import { Transitions } from '#lib/playground/record/transitions.ts';
import { announcement } from './announce.ts';

function say(from: number, to: number): string {
  const transitions = new Transitions(FAKE_PLAN);
  const one = { chart: 0, subject: 0, from: 0, to: 1, event: 0, rule: 0, a: 5, b: 0 };
  transitions.append([
    { ...one, atMicros: 10 },
    { ...one, atMicros: 20, from: 1, to: 0, rule: 1 },
  ]);
  return announcement(FAKE_PLAN, transitions, from, to, () => 'Order');
}

test('the latest transition is said with its reason', () => {
  expect(say(0, 15)).toBe('Order breaker is open: 5 failures in a row');
});

test('of several the others are counted', () => {
  expect(say(0, 30)).toBe('Order breaker is closed: 5 s are over. 1 more before that.');
});

test('what was passed before is not said again', () => {
  expect(say(21, 30)).toBe('');
});
