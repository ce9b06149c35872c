import { expect, test } from 'vitest';
import { ERROR, OK, QUEUE_FULL, TIMED_OUT } from '#lib/base/outcomes.ts';
import { Summary } from './summary.ts';

test('latency counts requests that were answered, with an error too, and no others', () => {
  const summary = new Summary();
  summary.ended(1_000, 0, OK, 0, 0);
  summary.ended(4_000, 1_000, ERROR, 0, 1);
  summary.ended(90_000, 0, TIMED_OUT, 0, 2);
  summary.ended(5_000, 5_000, QUEUE_FULL, 0, 3);

  expect(summary.latency.count).toBe(2);
  expect(summary.latency.mean).toBe(2_000);
});

test('steps are kept in the order in which they were told', () => {
  const summary = new Summary();
  summary.transition(10, 1, 2, 0, 1, 5, 3, 7, 8);
  summary.transition(20, 1, 2, 1, 0, 5, 0, 0, 0);

  expect(summary.steps[0]).toEqual({
    atMicros: 10,
    chart: 1,
    subject: 2,
    from: 0,
    to: 1,
    rule: 3,
    a: 7,
    b: 8,
  });
  expect(summary.steps.map(({ atMicros }) => atMicros)).toEqual([10, 20]);
});
