import { describe, expect, test } from 'vitest';
import { Unsupported } from '#lib/base/recording.ts';
import { LoneBudget } from '#lib/policies/budgeting/lone-budget.ts';
import { create } from './behaviour.ts';
import { replays } from './replay.ts';

const throttle = (maxTokens: number, tokenRatio: number) =>
  new LoneBudget(create, { maxTokens, tokenRatio }).budget;

function times(n: number, deed: () => void): void {
  for (let i = 0; i < n; i++) deed();
}

test.each([
  [10, 5],
  [9, 5], // 4.5 is not above 4.5; 4 is not
  [1, 1],
  [1_000, 500],
])('of %i tokens failure number %i in a row stops retries', (maxTokens, failures) => {
  const budget = throttle(maxTokens, 0.1);
  times(failures - 1, () => budget.failed());
  expect(budget.mayRetry()).toBe(true);
  budget.failed();
  expect(budget.mayRetry()).toBe(false);
});

test('one success lets retries come again', () => {
  const budget = throttle(10, 0.1);
  times(5, () => budget.failed());
  budget.succeeded();
  expect(budget.tokens).toBe(5.1);
  expect(budget.mayRetry()).toBe(true);
});

test('tokens stay within 0 and the maximum', () => {
  const budget = throttle(3, 0.5);
  times(9, () => budget.failed());
  expect(budget.tokens).toBe(0);
  times(3, () => budget.succeeded());
  expect(budget.mayRetry()).toBe(false); // 1.5 of 3
  budget.succeeded();
  expect(budget.mayRetry()).toBe(true);
  times(9, () => budget.succeeded());
  expect(budget.tokens).toBe(3);
});

test('a fraction counts to three decimals, and sums without rounding', () => {
  const budget = throttle(1_000, 0.0019);
  times(2, () => budget.failed());
  times(1_000, () => budget.succeeded());
  expect(budget.tokens).toBe(999);
  const third = throttle(10, 0.333);
  third.failed();
  times(3, () => third.succeeded());
  expect(third.tokens).toBe(9.999);
});

test('asking takes nothing, a restart fills it', () => {
  const budget = throttle(10, 0.1);
  times(100, () => budget.mayRetry());
  expect(budget.tokens).toBe(10);
  times(10, () => budget.failed());
  budget.reset();
  expect(budget.tokens).toBe(10);
});

describe('a recording', () => {
  const replay = replays['grpc-retry-throttle'];
  const recording = { id: 'a', mechanism: 'grpc-retry-throttle', config: { maxTokens: 4, tokenRatio: 0.5 } };

  test('is told after each event, and at checkpoints', () => {
    const events = [
      { atMs: 0, outcome: 'failure' },
      { atMs: 5, outcome: 'failure', count: 2 },
      { atMs: 9, outcome: 'success', count: 3 },
    ];
    const expected = [
      { event: 0, atMs: 0 },
      { event: 1, atMs: 5 },
      { atMs: 7 },
      { event: 2, atMs: 9 },
      { atMs: 10 },
    ];
    expect(replay({ ...recording, events, expected }).decisions).toEqual([
      { event: 0, atMs: 0, state: 'closed', tokens: 3 },
      { event: 1, atMs: 5, state: 'open', tokens: 1 },
      { atMs: 7, state: 'open' },
      { event: 2, atMs: 9, state: 'closed', tokens: 2.5 },
      { atMs: 10, state: 'closed' },
    ]);
    expect(replay({ ...recording, events }).decisions).toHaveLength(3);
  });

  test('with an unknown option or outcome is not replayed', () => {
    const odd = { ...recording, config: { maxTokens: 4, perMethod: true } };
    expect(() => replay(odd)).toThrow(Unsupported);
    expect(() => replay({ ...recording, events: [{ atMs: 0, outcome: 'timeout' }] })).toThrow(Unsupported);
  });
});
