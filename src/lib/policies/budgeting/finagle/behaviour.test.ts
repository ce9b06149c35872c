import { expect, test } from 'vitest';
import { defaultsOf } from '#lib/base/schema.ts';
import { Stream } from '#lib/engine/random/stream.ts';
import { LoneBudget } from '#lib/policies/budgeting/lone-budget.ts';
import { create } from './behaviour.ts';
import { policy } from './policy.ts';

const ms = 1_000;
const settings = (config: object) => ({ ...defaultsOf(policy.fields), ...config }) as never;
const budgetOf = (config: object = {}) => new LoneBudget(create, settings(config));

function granted({ budget }: { budget: { mayRetry(): boolean } }): number {
  let count = 0;
  while (budget.mayRetry()) count++;
  return count;
}

test.each([
  [{}, 100],
  [{ minRetriesPerSec: 0 }, 0],
  [{ ttlSeconds: 5, minRetriesPerSec: 3 }, 15],
  [{ ttlSeconds: 5.9, minRetriesPerSec: 3 }, 15],
  [{ percentCanRetry: 0, minRetriesPerSec: 2 }, 20],
])('%j at rest allows %i retries', (config, retries) => {
  expect(granted(budgetOf(config))).toBe(retries);
});

test.each([
  [0.2, 100, 20],
  [0.2, 104, 20],
  [0.2, 105, 21],
  [0.5, 7, 3],
  [1, 7, 7],
  [3, 100, 300], // 1000 / 3 is cut to 333
  [0, 100, 0],
])('percentCanRetry %d of %i requests adds %i', (percentCanRetry, requests, retries) => {
  const lone = budgetOf({ percentCanRetry, minRetriesPerSec: 0 });
  for (let i = 0; i < requests; i++) lone.budget.began();
  expect(granted(lone)).toBe(retries);
});

test('deposits and withdrawals expire after the ttl, in slices of a tenth', () => {
  const lone = budgetOf();
  expect(granted(lone)).toBe(100);
  lone.wait(9_999 * ms);
  expect(granted(lone)).toBe(0);
  // The slice of the withdrawals is put away when somebody next asks, and falls out when nine more have been.
  const allowed = Array.from({ length: 12 }, () => {
    lone.wait(1_000 * ms);
    return granted(lone);
  });
  expect(allowed).toEqual([100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0]);
});

test('in a full outage of 1,000 requests a second about 10 + 20 % are retried each second', () => {
  const lone = budgetOf();
  let retries = 0;
  const seconds = 60;
  for (let i = 0; i < seconds * 1_000; i++) {
    lone.budget.began();
    if (lone.budget.mayRetry()) retries++;
    lone.wait(1 * ms);
  }
  expect(retries / seconds).toBeGreaterThan(205);
  expect(retries / seconds).toBeLessThan(215);
});

test('it is Finagle’s WindowedAdder, call by call', () => {
  const stream = new Stream(new Int32Array(4));
  stream.seed(5, 'deeds');
  const lone = budgetOf({ ttlSeconds: 2, minRetriesPerSec: 1, percentCanRetry: 0.3 });
  let now = 0;
  const model = adder(2_000, () => now);
  const [withdrawal, reserve] = [3_333, 1 * 2 * 3_333];
  for (let deed = 0; deed < 20_000; deed++) {
    const pause = stream.below(20) === 0 ? stream.below(5_000) : stream.below(40);
    lone.wait(pause * ms);
    now += pause;
    if (stream.below(2) === 0) {
      lone.budget.began();
      model.add(1_000);
    } else {
      const wanted = reserve + model.sum() >= withdrawal;
      if (wanted) model.add(-withdrawal);
      expect(lone.budget.mayRetry()).toBe(wanted);
    }
    // Looking at it turns no slice.
    const left = lone.shows('budget');
    expect(left).toBe(Math.floor(Math.max(0, reserve + model.peek()) / withdrawal));
  }
});

/** A reading of util-core's WindowedAdder of its own. */
function adder(rangeMs: number, now: () => number) {
  const window = rangeMs / 10;
  let buffer = Array<number>(9).fill(0);
  let [writer, at, old] = [0, 0, 0];
  const expire = () => {
    buffer[at] = writer;
    writer = 0;
    at = (at + 1) % 9;
    const skip = Math.min(Math.floor((now() - old) / window) - 1, 9);
    for (let i = 0; i < skip; i++) buffer[(at + i) % 9] = 0;
    if (skip > 0) at = (at + skip) % 9;
    old = now();
  };
  const add = (x: number) => {
    if (now() - old >= window) expire();
    writer += x;
  };
  const sum = () => {
    if (now() - old >= window) expire();
    return writer + buffer.reduce((total, each) => total + each, 0);
  };
  const peek = () => {
    const kept = { buffer: [...buffer], writer, at, old };
    const total = sum();
    ({ buffer, writer, at, old } = kept);
    return total;
  };
  return { add, sum, peek };
}
