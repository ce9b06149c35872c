import { expect, test } from 'vitest';
import { CONNECTION_REFUSED, outcomeCode } from '#lib/base/outcomes.ts';
import { Reasons } from './reasons.ts';

test('the first reasons are the outcomes themselves', () => {
  const reasons = new Reasons();
  expect(reasons.names[CONNECTION_REFUSED]).toBe('connection-refused');
  expect(reasons.outcome[CONNECTION_REFUSED]).toBe(CONNECTION_REFUSED);
});

test('one name is one reason, and cannot mean two outcomes', () => {
  const reasons = new Reasons();
  const open = reasons.register('breaker open', 'fast-failed');
  expect(reasons.register('breaker open', 'fast-failed')).toBe(open);
  expect(reasons.outcome[open]).toBe(outcomeCode('fast-failed'));
  expect(() => reasons.register('breaker open', 'error')).toThrow('one outcome');
});
