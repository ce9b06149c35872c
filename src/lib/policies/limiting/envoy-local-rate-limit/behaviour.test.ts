import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneGate } from '#lib/engine/lone-gate.ts';
import { fatesOf } from '#lib/policies/limiting/replay-arrivals.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

function letIn(config: object, timesMs: readonly number[]): boolean[] {
  const lone = new LoneGate(create, { ...defaultsOf(policy.fields), ...config });
  const arrivals = timesMs.map((atMs) => ({ atMs, client: 0, serviceMs: 0 }));
  return fatesOf(lone, arrivals).map(({ admitted }) => admitted);
}

/** 2 tokens, 2 more each second. */
const bucket = { max_tokens: 2, tokens_per_fill: 2, fill_interval_ms: 1_000 };

test.each([
  // The timer runs from the process's start: what is taken late in its interval is soon there again, all at once.
  ['timer', [true, true, false, false, true, true, false]],
  ['atomic', [true, true, false, false, false, true, false]],
])('with the %s bucket %o', (refill, expected) => {
  expect(letIn({ ...bucket, refill }, [900, 900, 900, 999, 1_000, 1_400, 1_401])).toEqual(expected);
});

test.each(['timer', 'atomic'])('the %s bucket never holds more than max_tokens', (refill) => {
  const long = Array<number>(4).fill(60_000);
  expect(letIn({ ...bucket, refill }, [0, ...long])).toEqual([true, true, true, false, false]);
});

test('a continuous token is there on the very micro, and not before', () => {
  const third = { max_tokens: 1, tokens_per_fill: 3, fill_interval_ms: 1_000, refill: 'atomic' };
  expect(letIn(third, [0, 333.333, 333.334])).toEqual([true, false, true]);
});

test('a restart begins the timer’s phase anew', () => {
  const lone = new LoneGate(create, { ...defaultsOf(policy.fields), ...bucket, refill: 'timer' });
  lone.wait(900_000);
  lone.gate.reset();
  const times = [900, 900, 1_899, 1_900];
  const arrivals = times.map((atMs) => ({ atMs, client: 0, serviceMs: 0 }));
  expect(fatesOf(lone, arrivals).map(({ admitted }) => admitted)).toEqual([true, true, false, true]);
});
